/**
 * `pnpm --filter @effect-mimo/benchmarks run bench:types`: what a large workflow costs the compiler, against as many calls
 * of plain functions.
 *
 * The streams are part of both programs. Times are those of the fastest of five runs, instantiations the same in every run.
 */
import * as Struct from "effect/Struct"
import { check, type Cost, declarationOf, emitCore } from "./measure.ts"
import { calls, streams, workflow } from "./programs.ts"

const rounds = 5
const versions = ["7", "6", "5.9"] as const
const sizes = [{ steps: 200, streams: 10 }, { steps: 500, streams: 10 }, { steps: 200, streams: 200 }]

emitCore()
const rows: Record<string, unknown> = {}
for (const version of versions) {
  for (const size of sizes) {
    const programs = { streams: streams(size), calls: calls(size), workflow: workflow(size) }
    const costs = { streams: [] as Array<Cost>, calls: [] as Array<Cost>, workflow: [] as Array<Cost> }
    // Taking turns, so that a slow minute of the machine falls on all of them.
    for (let round = 0; round < rounds; round++) {
      for (const name of Struct.keys(programs)) costs[name].push(check(version, name, programs[name]))
    }
    const least = (name: keyof typeof costs): number => Math.min(...costs[name].map(({ seconds }) => seconds))
    const instantiations = (name: keyof typeof costs): number => costs[name][0]!.instantiations
    const bytes = declarationOf(version, "workflow", programs.workflow, "workflow.ts").length
    rows[`TypeScript ${version}, ${size.steps} steps, ${size.steps * 2} pipes, ${size.streams} streams`] = {
      "streams (ms)": Math.round(least("streams") * 1000),
      "with calls (ms)": Math.round(least("calls") * 1000),
      "with workflow (ms)": Math.round(least("workflow") * 1000),
      "ratio": Number((least("workflow") / least("calls")).toFixed(2)),
      "instantiations, ratio": Number((instantiations("workflow") / instantiations("calls")).toFixed(2)),
      "instantiations a step": Math.round((instantiations("workflow") - instantiations("streams")) / size.steps),
      ".d.ts (bytes)": bytes
    }
  }
}
console.table(rows)
