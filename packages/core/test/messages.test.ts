import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("..", import.meta.url))
const tsc = join(folder, "../../node_modules/typescript/bin/tsc")
const marker = /\/\/ @ts-expect-error (.*)$/

it("the compiler says what typetest/wiring.ts promises", { timeout: 60_000 }, () => {
  const lines = readFileSync(join(folder, "typetest/wiring.ts"), "utf8").split("\n")
  // Under node_modules the copy, which does not compile, is out of everybody's way.
  const cache = join(folder, "node_modules/.cache/messages")
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, "wiring.ts"), lines.map((line) => line.replace(marker, "//")).join("\n"))
  const config = {
    extends: "../../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false, paths: { "@effect-mimo/core": ["../../../src/index.ts"] } },
    include: ["./wiring.ts"],
    exclude: []
  }
  writeFileSync(join(cache, "tsconfig.json"), JSON.stringify(config))
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", cache, "--pretty", "false"], { encoding: "utf8" })
  const errors = stdout.split(/\n(?=\S)/)
  const expected = lines.flatMap((line, i) => marker.test(line) ? [`/wiring.ts(${i + 2},`] : [])
  assert.deepStrictEqual(
    errors.filter((error) =>
      error.includes("/messages/wiring.ts(") && !expected.some((place) => error.includes(place))
    ),
    []
  )
  lines.forEach((line, i) => {
    const comment = marker.exec(line)?.[1]
    if (comment === undefined) return
    const here = errors.filter((error) => error.includes(`/wiring.ts(${i + 2},`)).join("\n")
    assert.include(here, comment.trim(), `line ${i + 2}: ${lines[i + 1]}`)
  })
})
