import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("..", import.meta.url))
const compilers = join(folder, "../../node_modules")
const marker = /\/\/ @ts-expect-error (.*)$/

const files = ["wiring.ts", "variance.ts"].map((name) => ({
  name,
  lines: readFileSync(join(folder, "typetest", name), "utf8").split("\n")
}))

// Under node_modules the copies, which do not compile, are out of everybody's way.
const cache = join(folder, "node_modules/.cache/messages")
mkdirSync(cache, { recursive: true })
for (const { lines, name } of files) {
  writeFileSync(join(cache, name), lines.map((line) => line.replace(marker, "//")).join("\n"))
}
writeFileSync(
  join(cache, "tsconfig.json"),
  JSON.stringify({
    extends: "../../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false, paths: { "@effect-mimo/core": ["../../../src/index.ts"] } },
    include: ["./*.ts"],
    exclude: []
  })
)

const errorsOf = async (compiler: string): Promise<ReadonlyArray<string>> => {
  const args = [join(compilers, compiler, "bin/tsc"), "-p", cache, "--pretty", "false"]
  const { stdout } = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  return (await text(stdout)).split(/\n(?=\S)/)
}

describe.each(["typescript", "typescript-6", "typescript-5.9"])("%s", (compiler) => {
  it("says what typetest/ promises", { timeout: 120_000 }, async () => {
    const errors = await errorsOf(compiler)
    for (const { lines, name } of files) {
      const at = (line: number) => errors.filter((error) => error.includes(`/messages/${name}(${line + 1},`))
      const promised = lines.flatMap((line, i) => marker.test(line) ? [i] : [])
      for (const i of promised) {
        assert.include(at(i + 1).join("\n"), marker.exec(lines[i]!)![1]!.trim(), `${name}:${i + 2}: ${lines[i + 1]}`)
      }
      assert.deepStrictEqual(
        errors.filter((error) => error.includes(`/messages/${name}(`)).length,
        promised.flatMap((i) => at(i + 1)).length,
        `${name}: one error for each promise, and no other:\n${errors.join("\n")}`
      )
    }
  })
})
