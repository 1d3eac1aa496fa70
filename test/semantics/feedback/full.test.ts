/** S10: at an inlet where a loop and its feed meet, what waits on a full edge that leads back goes first. */
import { type Handle, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { between, property } from "../fixtures-ports.ts"
import { randomFrom } from "../fixtures.ts"

/** Counts down what it takes, by the next step of the loop or by the loop itself, and gives what has come to zero. */
const Down = (work: () => Effect.Effect<void>, concurrency: number) =>
  Stream.make("Down", {
    in: { n: Schema.Int },
    out: { next: Schema.Int, zero: Schema.Int },
    run: ({ n }, { next, zero }) =>
      n.forEach((x) => Effect.andThen(work(), x > 0 ? next.push(x - 1) : zero.push(x)), { concurrency })
  })

describe("S27: a loop that gives back no more than it takes", () => {
  property(
    "S10: never fills up, whatever the capacities, the feed and the work",
    { seed: between(0, 1_000_000), length: between(1, 4) },
    ({ length, seed }) =>
      Effect.gen(function*() {
        const random = randomFrom(seed)
        const below = (n: number) => Math.floor(random() * n)
        const feed = Array.from({ length: below(12) }, () => below(9))
        const work = (): Effect.Effect<void> => Effect.asVoid(Effect.replicateEffect(Effect.yieldNow, below(4)))
        const steps = Object.fromEntries(
          Array.from({ length }, (_, n) => [`s${n}`, Down(work, 1 + below(3))] as const)
        )
        const workflow = Workflow.make("loop", {
          feed: Source.fromIterable(Schema.Int, feed),
          ...steps,
          zeros: Sink.toArray(Schema.Int)
        }, (handles) => {
          const { feed, zeros } = handles
          type Step = Handle.Handles<{ readonly step: ReturnType<typeof Down> }>["step"]
          const chain = Object.keys(steps).map((name): Step => Reflect.get(handles, name)) // their names are made here
          feed.pipe(chain[0]!.n, { capacity: 1 + below(3) })
          for (const [n, step] of chain.entries()) {
            step.zero.pipe(zeros)
            const last = n === length - 1
            step.next.pipe(chain[last ? 0 : n + 1]!.n, { capacity: 1 + below(3), feedback: last })
          }
        })
        const { zeros } = yield* Workflow.run(workflow)
        assert.lengthOf(zeros, feed.length)
      }),
    { runs: 300 }
  )
})
