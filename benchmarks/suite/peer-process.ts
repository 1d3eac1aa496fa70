/**
 * The process of one peer: loads its module, given as the argument, and answers requests.
 */
import assert from "node:assert/strict"
import type { Figures, Program } from "./Case.ts"
import type { Answer, Pace, Request } from "./protocol.ts"

const answer = (message: Answer): void => void process.send?.(message)

/** Runs a program again and again, each time timed by itself; gives the milliseconds. */
type Timer = (runs: number, milliseconds: number) => Promise<ReadonlyArray<number>>

// Loaded for programs only: what measures its own memory or start shall have the process to itself.
const timerOf = async (run: () => Promise<void>): Promise<Timer> => {
  const { Bench } = await import("tinybench")
  return async (runs, milliseconds) => {
    const bench = new Bench({ warmup: false, retainSamples: true, throws: true, iterations: runs, time: milliseconds })
    // Told that it is asynchronous, tinybench needs no run of its own to find out.
    const [task] = await bench.add("run", run, { async: true }).run()
    assert(task && "latency" in task.result && task.result.latency.samples)
    return task.result.latency.samples
  }
}

/** A program that is warm. */
interface Warm {
  readonly round: () => Promise<ReadonlyArray<number>>
  readonly last: () => unknown
}

const warmUp = async (run: () => unknown, pace: Pace): Promise<Warm> => {
  let last: unknown
  const timer = await timerOf(async () => {
    last = await run()
  })
  await timer(pace.warmUpRuns, pace.warmUpTime)
  return { round: () => timer(1, pace.roundTime), last: () => last }
}

const module: { readonly program?: Program; readonly figures?: Figures } = await import(process.argv[2]!)
let warm: Warm | undefined

const respond = async (request: Request): Promise<Answer> => {
  switch (request.kind) {
    case "warm up": {
      const { elements, options, pace } = request
      warm = await warmUp(module.program!(elements, options), pace)
      return { kind: "timed", milliseconds: [], result: warm.last() }
    }
    case "time": {
      // No full collection in between: it would also throw away what V8 has learnt about objects that live for one run.
      const milliseconds = await warm!.round()
      return { kind: "timed", milliseconds, result: warm!.last() }
    }
    case "figures":
      return { kind: "figures", figures: await module.figures!(request.elements, request.options) }
  }
}

process.on("message", (request: Request) => {
  respond(request).then(answer, (error: unknown) => {
    answer({ kind: "failed", message: error instanceof Error ? error.stack ?? error.message : String(error) })
  })
})
if (!module.program && !module.figures) {
  answer({ kind: "failed", message: "the module exports neither `program` nor `figures`" })
} else {
  answer({ kind: "loaded", exports: module.program ? "program" : "figures" })
}
