// What a user's compiler says where it refuses: the files of typetest/ have it after each @ts-expect-error.
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { text } from "node:stream/consumers"

type Dialect = "standard" | "legacy"

const root = join(import.meta.dirname, "../..")
const marker = /\/\/ @ts-expect-error (.*)$/

const read = (path: string) => ({
  name: basename(path),
  lines: readFileSync(join(root, "packages", path), "utf8").split("\n")
})
const decorators = read("decorators/typetest/ports.ts")
const files = {
  // There are no decorators in the others.
  legacy: [decorators],
  standard: [
    decorators,
    ...["core/typetest/wiring.ts", "core/typetest/variance.ts", "testing/typetest/scripts.ts"].map(read)
  ]
}

// Where the dialects differ, there is a message for each.
const promisedTo = (dialect: Dialect, line: string): string | undefined => {
  const message = marker.exec(line)?.[1]
  if (message === undefined) return undefined
  return (/legacy: (?<legacy>.*); standard: (?<standard>.*)/.exec(message)?.groups?.[dialect] ?? message).trim()
}

// Under node_modules the copies, which do not compile, are out of everybody's way.
const write = (dialect: Dialect): string => {
  const project = join(root, "node_modules/.cache/messages", dialect)
  mkdirSync(project, { recursive: true })
  for (const { lines, name } of files[dialect]) {
    writeFileSync(join(project, name), lines.map((line) => line.replace(marker, "//")).join("\n"))
  }
  const compilerOptions = { noEmit: true, noUnusedLocals: false, experimentalDecorators: dialect === "legacy" }
  const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["./*.ts"], exclude: [] }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config))
  return project
}

const errorsOf = async (compiler: string, project: string): Promise<ReadonlyArray<string>> => {
  const args = [join(root, "node_modules", compiler, "bin/tsc"), "-p", project, "--pretty", "false"]
  const { stdout } = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  return (await text(stdout)).split(/\n(?=\S)/)
}

describe.each(["standard", "legacy"] as const)("%s decorators", (dialect) => {
  const project = write(dialect)

  it.each(["typescript", "typescript-6", "typescript-5.9"])("%s says what typetest/ promises", {
    timeout: 120_000
  }, async (compiler) => {
    const errors = await errorsOf(compiler, project)
    for (const { lines, name } of files[dialect]) {
      const inFile = errors.filter((error) => error.includes(`${dialect}/${name}(`))
      const expected = lines.flatMap((line, i) => {
        const message = promisedTo(dialect, line)
        if (message === undefined) return []
        const here = inFile.filter((error) => error.includes(`${name}(${i + 2},`))
        assert.include(here.join("\n"), message, `${name}:${i + 2}: ${lines[i + 1]}`)
        return here
      })
      assert.sameMembers(inFile, expected, `${name}: no other errors`)
    }
  })
})
