import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { shuffled, withScheduler } from "../fixtures-ports.ts"

const timer = Effect.callback<void>((resume) => {
  setTimeout(() => resume(Effect.void), 1)
})

const endless = {
  *[Symbol.iterator]() {
    while (true) yield 1
  }
}

const ports = {
  in: { ended: Port.optional(Schema.Int) },
  out: { nowhere: Port.optional(Schema.Int) }
}

const spinning: ReadonlyArray<readonly [string, Workflow.Workflow<{}, {}, unknown>]> = [
  [
    "pushes to an outlet that discards",
    Workflow.make("lab", {
      spin: Stream.make("Spin", {
        ...ports,
        *run(_, { nowhere }) {
          while (true) yield* nowhere.push(1)
        }
      })
    }, () => {})
  ],
  [
    "pushes with a combinator",
    Workflow.make("lab", {
      spin: Stream.make("Spin", {
        ...ports,
        run: (_, { nowhere }) => Effect.forever(nowhere.push(1), { disableYield: true })
      })
    }, () => {})
  ],
  [
    "pushes an endless iterable that is discarded",
    Workflow.make("lab", {
      spin: Stream.make("Spin", { ...ports, run: (_, { nowhere }) => nowhere.pushAll(endless) })
    }, () => {})
  ],
  [
    "runs an endless stream into an outlet that discards",
    Workflow.make("lab", {
      spin: Stream.make("Spin", {
        ...ports,
        run: (_, { nowhere }) => EffectStream.run(EffectStream.forever(EffectStream.make(1, 2, 3)), nowhere.sink)
      })
    }, () => {})
  ],
  [
    "pops past the end",
    Workflow.make("lab", {
      spin: Stream.make("Spin", {
        ...ports,
        *run({ ended }) {
          while (true) yield* Effect.catch(ended.pop, () => Effect.void)
        }
      })
    }, () => {})
  ],
  ...([1, 2, 128, 5000] as const).map((capacity) =>
    [
      `moves elements from source to sink for ever, capacity ${capacity}`,
      Workflow.make("lab", {
        source: Source.range({ end: Infinity }),
        relay: Stream.make("Relay", {
          in: { n: Schema.Int },
          out: { m: Schema.Int },
          *run({ n }, { m }) {
            yield* n.forEach((x) => m.push(x))
          }
        }),
        sink: Sink.drain(Schema.Int)
      }, ({ relay, sink, source }) => {
        source.pipe(relay).pipe(sink)
      }, { capacity })
    ] as const
  ),
  ...([1, 5000] as const).map((capacity) =>
    [
      `peeks and selects for ever, capacity ${capacity}`,
      Workflow.make("lab", {
        a: Source.range({ end: Infinity }),
        b: Source.range({ end: Infinity }),
        sink: Stream.make("Both", {
          in: { a: Schema.Int, b: Schema.Int },
          *run(ins) {
            while (true) {
              yield* ins.a.peek
              yield* Port.select(ins)
              yield* Port.popAll(ins)
            }
          }
        })
      }, ({ a, b, sink }) => {
        a.pipe(sink.a)
        b.pipe(sink.b)
      }, { capacity })
    ] as const
  )
]

// A workflow that runs on the same thread, beside the one that spins and within the same run.
const work = Workflow.make("work", {
  numbers: Source.range({ end: 5000 }),
  sum: Sink.fold(Schema.Int, () => 0, (a, b) => a + b)
}, ({
  numbers,
  sum
}) => {
  numbers.pipe(sum)
})

describe("S3: the fairness yield", () => {
  for (const [name, workflow] of spinning) {
    for (const mode of ["stock", "test clock", "shuffled"] as const) {
      const test = Effect.gen(function*() {
        const spinning = yield* Effect.forkScoped(Workflow.run(workflow))
        for (let n = 0; n < 3; n++) {
          yield* timer
          yield* Effect.yieldNow
        }
        assert.deepStrictEqual(yield* Workflow.run(work), { sum: 5000 * 4999 / 2 })
        assert.isUndefined(spinning.pollUnsafe())
        // And it can be stopped.
        yield* Fiber.interrupt(spinning)
      })
      const title = `S3: a step that never waits lets others and timers run (${mode}): ${name}`
      if (mode === "test clock") it.effect(title, () => test)
      else it.live(title, () => mode === "stock" ? test : withScheduler(Effect.scoped(test), shuffled(1)))
    }
  }

  for (const capacity of [1, 128, 5000]) {
    it.live(`S3: two flows of one run share it (capacity ${capacity})`, () =>
      Effect.gen(function*() {
        const counts = { a: 0, b: 0 }
        const Count = (name: "a" | "b") =>
          Sink.forEach(Schema.Int, () => {
            counts[name]++
          })
        const running = yield* Workflow.launch(
          Workflow.make("lab", {
            first: Source.range({ end: Infinity }),
            a: Count("a"),
            second: Source.range({ end: Infinity }),
            b: Count("b")
          }, ({ a, b, first, second }) => {
            first.pipe(a)
            second.pipe(b)
          }, { capacity })
        )
        while (counts.a < 20_000 || counts.b < 20_000) yield* Effect.yieldNow
        yield* running.interrupt
        assert.isBelow(Math.max(counts.a, counts.b) / Math.min(counts.a, counts.b), 3)
      }))
  }
})
