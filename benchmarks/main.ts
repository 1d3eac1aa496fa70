/**
 * `pnpm bench`: what the steps of a workflow cost, against what one would use instead, in one run.
 *
 * Times on shared machines mean little by themselves; what counts are ratios. Each peer has a process of its own, and in each
 * round all peers of a case are measured in turn.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { cases } from "./suite/cases.ts"
import { compare } from "./suite/compare.ts"
import { stringify as stringifyComparison } from "./suite/Comparison.ts"
import { help, parseOptions, UsageError } from "./suite/options.ts"
import { stringify } from "./suite/Results.ts"
import { run } from "./suite/run.ts"

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`Written: ${path}`)
}

const main = async (signal: AbortSignal): Promise<void> => {
  const options = parseOptions(process.argv.slice(2), cases.map(({ id }) => id))
  if (options === undefined) return console.log(help)
  const chosen = cases.filter(({ id, quick }) => options.only.has(id) && (!options.quick || quick > 0))
  const failures: Array<string> = []
  if (options.compare === undefined) {
    const results = await run(chosen, options, signal)
    write(options.json, stringify(results))
    for (const { id, peers } of results.cases) {
      for (const { failure, name } of peers) if (failure !== undefined) failures.push(`${id}, ${name}`)
    }
  } else {
    const comparison = await compare(chosen, options.compare, options, signal)
    write(options.json, stringifyComparison(comparison))
    // What an older revision cannot do is no failure of this one.
    for (const { failures: failed, id } of comparison.cases) {
      for (const { peer, when } of failed) if (when === "now") failures.push(`${id}, ${peer}`)
    }
  }
  if (failures.length === 0) return
  console.error(`Failed: ${failures.join("; ")}`)
  process.exitCode = 1
}

const interrupted = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupted.abort())
try {
  await main(interrupted.signal)
} catch (error) {
  if (interrupted.signal.aborted) {
    console.error("Interrupted.")
    process.exitCode = 130
  } else if (error instanceof UsageError) {
    console.error(`${error.message}\n\`pnpm bench --help\` tells what there is.`)
    process.exitCode = 2
  } else throw error
}
