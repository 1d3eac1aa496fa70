import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("..", import.meta.url))
const tsc = join(folder, "../../node_modules/typescript/bin/tsc")

it("the compiler shows types as typetest/display.ts says", { timeout: 60_000 }, () => {
  const lines = readFileSync(join(folder, "typetest/display.ts"), "utf8").split("\n")
  const cache = join(folder, "node_modules/.cache/display")
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, "display.ts"), lines.join("\n"))
  const config = {
    extends: "../../../../../tsconfig.base.json",
    compilerOptions: {
      emitDeclarationOnly: true,
      declarationMap: false,
      noCheck: true,
      rootDir: "../../..",
      outDir: "out",
      paths: { "@effect-mimo/core": ["../../../src/index.ts"] }
    },
    include: ["./display.ts"]
  }
  writeFileSync(join(cache, "tsconfig.json"), JSON.stringify(config))
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", cache, "--pretty", "false"], { encoding: "utf8" })
  assert.strictEqual(stdout, "")
  const declarations = readFileSync(join(cache, "out/node_modules/.cache/display/display.d.ts"), "utf8")
    .replace(/import\("@effect-mimo\/core"\)\./g, "")
    .replace(/\s+/g, " ")
  const shown: Record<string, string | undefined> = {}
  const promised: Record<string, string | undefined> = {}
  lines.forEach((line, i) => {
    const type = /^\/\/ shows: (.*)$/.exec(line)?.[1]
    if (type === undefined) return
    const name = /const (\w+)/.exec(lines[i + 1]!)![1]!
    promised[name] = type
    shown[name] = new RegExp(`declare const ${name}: (.*?); export `).exec(declarations)?.[1]
  })
  assert.deepStrictEqual(shown, promised)
})
