import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("..", import.meta.url))
const compilers = join(folder, "../../node_modules")
const marker = /\/\/ @ts-expect-error (.*)$/
const lines = readFileSync(join(folder, "typetest/scripts.ts"), "utf8").split("\n")

// Under node_modules the copy, which does not compile, is out of everybody's way.
const cache = join(folder, "node_modules/.cache/messages")
mkdirSync(cache, { recursive: true })
writeFileSync(join(cache, "scripts.ts"), lines.map((line) => line.replace(marker, "//")).join("\n"))
writeFileSync(
  join(cache, "tsconfig.json"),
  JSON.stringify({
    extends: "../../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false },
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
  it("says what typetest/scripts.ts promises", { timeout: 120_000 }, async () => {
    const errors = (await errorsOf(compiler)).filter((error) => error.includes("/messages/scripts.ts("))
    const promised = lines.flatMap((line, i) => {
      const said = marker.exec(line)
      return said === null ? [] : [{ said: said[1]!.trim(), at: `scripts.ts(${i + 2},` }]
    })
    for (const { at, said } of promised) {
      assert.include(errors.filter((error) => error.includes(at)).join("\n"), said)
    }
    assert.lengthOf(errors, promised.length, errors.join("\n"))
  })
})
