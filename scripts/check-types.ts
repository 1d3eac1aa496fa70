/**
 * The types under the compilers of the users: the declaration files as they are published, with nothing skipped, and the
 * type tests on top of them, in both decorator dialects.
 *
 * What the compilers say in their messages is held by the tests of the packages.
 */
import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"

const root = join(import.meta.dirname, "..")
const folder = join(root, "node_modules/.cache/check-types")
const compilers = ["typescript", "typescript-6", "typescript-5.9"]

const project = (name: string, compilerOptions: object, include: ReadonlyArray<string>): string => {
  const path = join(folder, `${name}.json`)
  const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include, exclude: [] }
  writeFileSync(path, JSON.stringify(config))
  return path
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const declarations = project(
  "declarations",
  { emitDeclarationOnly: true, declarationMap: false, rootDir: join(root, "packages"), outDir: "out" },
  [join(root, "packages/*/src")]
)
const emit = spawnSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", declarations],
  { stdio: "inherit" }
)
if (emit.status !== 0) process.exit(1)

const decorated = join(root, "packages/decorators/typetest")
const typetests = (dialect: "standard" | "legacy"): string =>
  project(dialect, {
    noEmit: true,
    // One dialect is enough for the declaration files: there are no decorators in them.
    skipLibCheck: dialect === "legacy",
    experimentalDecorators: dialect === "legacy",
    // The declarations of effect speak of the browser's Crypto.
    lib: ["ES2023", "ESNext.Disposable", "ESNext.Decorators", "DOM"],
    typeRoots: [join(root, "node_modules/@types")],
    paths: {
      "@effect-mimo/*": ["./out/*/src/index.d.ts"],
      "@effect-mimo/core/*": ["./out/core/src/*.d.ts"],
      "@effect-mimo/testing/*": ["./out/testing/src/*.d.ts"],
      "reflect-metadata": [join(root, "packages/decorators/node_modules/reflect-metadata/index.d.ts")]
    }
  }, dialect === "legacy" ? [decorated] : ["out/**/*.d.ts", join(root, "packages/*/typetest")])

const check = async (compiler: string, config: string): Promise<boolean> => {
  const path = join(root, "node_modules", compiler, "bin/tsc")
  const { stdout } = spawn(process.execPath, [path, "-p", config], { stdio: ["ignore", "pipe", "inherit"] })
  const errors = await text(stdout)
  if (errors !== "") console.error(`${compiler} -p ${config}\n${errors}`)
  return errors === ""
}

const configs = [typetests("standard"), typetests("legacy")]
const good = await Promise.all(compilers.flatMap((compiler) => configs.map((config) => check(compiler, config))))
if (good.includes(false)) process.exit(1)
console.log(`The types are right under ${compilers.join(", ")}, in both decorator dialects.`)
