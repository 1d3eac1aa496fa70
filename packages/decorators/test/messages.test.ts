import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { dialect } from "./support/dialect.ts"

const folder = fileURLToPath(new URL("..", import.meta.url))
const tsc = join(folder, "../../node_modules/typescript/bin/tsc")
const marker = /\/\/ @ts-expect-error (.*)$/

const promised = (comment: string): string =>
  (/legacy: (?<legacy>.*); standard: (?<standard>.*)/.exec(comment)?.groups?.[dialect] ?? comment).trim()

it("the compiler says what typetest/ports.ts promises", { timeout: 60_000 }, () => {
  const lines = readFileSync(join(folder, "typetest/ports.ts"), "utf8").split("\n")
  // Under node_modules the copy, which does not compile, is out of everybody's way.
  const cache = join(folder, "node_modules/.cache/messages", dialect)
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, "ports.ts"), lines.map((line) => line.replace(marker, "//")).join("\n"))
  const config = {
    extends: `../../../../tsconfig.${dialect}.json`,
    compilerOptions: { paths: { "@effect-mimo/decorators": ["../../../../src/index.ts"] } },
    include: ["./ports.ts"],
    exclude: []
  }
  writeFileSync(join(cache, "tsconfig.json"), JSON.stringify(config))
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", cache, "--pretty", "false"], { encoding: "utf8" })
  const errors = stdout.split(/\n(?=\S)/)
  const expected = lines.flatMap((line, i) => marker.test(line) ? [`/ports.ts(${i + 2},`] : [])
  assert.deepStrictEqual(
    errors.filter((e) => e.includes(`/${dialect}/ports.ts(`) && !expected.some((place) => e.includes(place))),
    []
  )
  lines.forEach((line, i) => {
    const comment = marker.exec(line)?.[1]
    if (comment === undefined) return
    const here = errors.filter((error) => error.includes(`/ports.ts(${i + 2},`)).join("\n")
    assert.include(here, promised(comment), `line ${i + 2}: ${lines[i + 1]}`)
  })
})
