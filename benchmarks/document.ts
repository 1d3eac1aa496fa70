/**
 * `pnpm bench:document [FILE]`: the measured part of `docs/performance.md`, and its chart, from the results of `pnpm bench`.
 */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { chart } from "./suite/chart.ts"
import { measured, withMeasured } from "./suite/document.ts"
import { repository } from "./suite/machine.ts"
import { fromUser, out } from "./suite/options.ts"
import { parse, type Results } from "./suite/Results.ts"

const picture = "pictures/performance.svg"
const docs = join(repository, "docs")
const document = join(docs, "performance.md")

const read = (file: string): Results => {
  try {
    return parse(readFileSync(file, "utf8"))
  } catch (cause) {
    throw new Error(`${file} is not what this version of \`pnpm bench\` writes: ${String(cause)}`, { cause })
  }
}

const main = (file: string): void => {
  if (!existsSync(file)) throw new Error(`there is no ${file}; \`pnpm bench\` writes it`)
  const results = read(file)
  const svg = chart(results)
  const before = existsSync(document) ? readFileSync(document, "utf8") : undefined
  const text = withMeasured(before, measured(results, svg === undefined ? undefined : picture))
  if (text === undefined) throw new Error(`${document} has no <!-- measured --> and <!-- /measured -->`)
  if (svg !== undefined) writeFileSync(join(docs, picture), svg)
  writeFileSync(document, text)
  execFileSync(join(repository, "node_modules/.bin/dprint"), ["fmt", document], { cwd: repository, stdio: "ignore" })
  console.log(`Written: ${document}${svg === undefined ? "" : ` and ${picture}`}`)
}

try {
  main(process.argv[2] === undefined ? join(out, "results.json") : fromUser(process.argv[2]))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
