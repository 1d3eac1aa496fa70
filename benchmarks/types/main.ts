/**
 * `pnpm --filter @effect-mimo/benchmarks run bench:types`: what a large workflow costs the compiler, against as many calls
 * of plain functions.
 *
 * The streams are part of both programs; the second ratio is of what is left without them. Times are those of the fastest
 * of three runs, instantiations the same in every run.
 */
import { check, type Cost, declarationOf, emitCore } from "./measure.ts"
import { calls, type Program, streams, workflow } from "./programs.ts"

const runs = 3
const versions = ["7", "6", "5.9"] as const
const sizes = [{ steps: 200, streams: 10 }, { steps: 500, streams: 10 }, { steps: 200, streams: 200 }]

emitCore()
const rows: Record<string, unknown> = {}
for (const version of versions) {
  for (const size of sizes) {
    const fastest = (name: string, program: Program): Cost => {
      const costs = Array.from({ length: runs }, () => check(version, name, program))
      return costs.sort((a, b) => a.seconds - b.seconds)[0]!
    }
    const common = fastest("streams", streams(size))
    const plain = fastest("calls", calls(size))
    const ours = fastest("workflow", workflow(size))
    const bytes = declarationOf(version, "workflow", workflow(size), "workflow.ts").length
    rows[`TypeScript ${version}, ${size.steps} steps, ${size.steps * 2} pipes, ${size.streams} streams`] = {
      "streams (ms)": Math.round(common.seconds * 1000),
      "with calls (ms)": Math.round(plain.seconds * 1000),
      "with workflow (ms)": Math.round(ours.seconds * 1000),
      "ratio": Number((ours.seconds / plain.seconds).toFixed(2)),
      "ratio without streams": Number(
        ((ours.seconds - common.seconds) / (plain.seconds - common.seconds)).toFixed(2)
      ),
      "instantiations a step": Math.round((ours.instantiations - common.instantiations) / size.steps),
      ".d.ts (bytes)": bytes
    }
  }
}
console.table(rows)
