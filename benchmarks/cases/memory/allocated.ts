/** What the programs of the linear case allocate for an element. */
import type { Figures, Program } from "../../suite/Case.ts"
import { allocatedBy } from "./heap.ts"

// Each in a function: only the one that is measured is evaluated.
const programs: { readonly [name: string]: () => Promise<{ readonly program: Program }> } = {
  "class-steps": () => import("../linear/class-steps.ts"),
  queue: () => import("../linear/queue.ts"),
  "queue-batches": () => import("../linear/queue-batches.ts"),
  "effect-stream-per-element": () => import("../linear/effect-stream-per-element.ts"),
  "effect-stream": () => import("../linear/effect-stream.ts"),
  rxjs: () => import("../linear/rxjs.ts"),
  "node-streams": () => import("../linear/node-streams.ts"),
  "web-streams": () => import("../linear/web-streams.ts"),
  "async-generators": () => import("../linear/async-generators.ts"),
  "sync-generators": () => import("../linear/sync-generators.ts"),
  "plain-loop": () => import("../linear/plain-loop.ts")
}

// Code that is not compiled yet allocates what compiled code does not.
const warmUpRuns = 3

export const figures: Figures = async (elements, options) => {
  const { program } = await programs[String(options["program"])]!()
  const run = program(elements, { hops: 2 })
  for (let i = 0; i < warmUpRuns; i++) await run()
  return { "allocated per element, B": await allocatedBy(run) / elements }
}
