/** What a compiler says of a generated program. */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Program } from "./programs.ts"

const root = join(import.meta.dirname, "../..")
const folder = join(root, "benchmarks/out/types")

/** The compilers by version; the first is the one this repository is built with. */
export const compilers = { "7": "typescript", "6": "typescript-6", "5.9": "typescript-5.9" }

const tsc = (version: keyof typeof compilers, ...args: ReadonlyArray<string>): string => {
  const path = join(root, "node_modules", compilers[version], "bin/tsc")
  // One thread: else the work, and with it the number of instantiations, depends on the machine.
  const oneThread = version === "7" ? ["--singleThreaded"] : []
  const { status, stdout } = spawnSync(process.execPath, [path, ...args, ...oneThread], { encoding: "utf8" })
  if (status !== 0) throw new Error(stdout)
  return stdout
}

const write = (name: string, program: Program): string => {
  const project = join(folder, name)
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  for (const [file, source] of Object.entries(program)) writeFileSync(join(project, file), source)
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      declarationMap: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      rootDir: ".",
      outDir: "out",
      paths: { "@effect-mimo/core": [join(folder, "core/index.d.ts")] }
    },
    include: ["*.ts"]
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config))
  return project
}

/** Writes the declarations of core, which the generated programs are compiled against as a user's are. */
export const emitCore = (): void => {
  const config = join(root, "packages/core/tsconfig.build.json")
  const output = join(folder, "core")
  tsc("7", "-p", config, "--outDir", output, "--tsBuildInfoFile", join(output, ".tsbuildinfo"))
}

/** Seconds spent checking, and types instantiated. */
export interface Cost {
  readonly seconds: number
  readonly instantiations: number
}

/** Type-checks a program. */
export const check = (version: keyof typeof compilers, name: string, program: Program): Cost => {
  const output = tsc(version, "-p", write(name, program), "--noEmit", "--extendedDiagnostics")
  const number = (label: string): number => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, "m").exec(output)![1])
  return { seconds: number("Check time"), instantiations: number("Instantiations") }
}

/** The declaration file that the compiler writes for one file of a program. */
export const declarationOf = (
  version: keyof typeof compilers,
  name: string,
  program: Program,
  file: string
): string => {
  const project = write(name, program)
  tsc(version, "-p", project, "--emitDeclarationOnly")
  return readFileSync(join(project, "out", file.replace(/\.ts$/, ".d.ts")), "utf8")
}
