/** Steps of every kind, which write down what they open, and go wrong where they are told. */
import { type Definition, Port, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { EventEmitter } from "node:events"
import type { Injected, Ledger } from "./ledger.ts"

export const Int = Schema.Int
export const Pair = Schema.Struct({ a: Int, b: Int })

/** Whatever its stream is. */
export type Relay = Definition<{ readonly n: number }, { readonly m: number }, void, Injected>
export type Numbers = Definition<{}, { readonly n: number }, void, Injected>

const ports = { in: { n: Int }, out: { m: Int } }

/** Passes on what it gets, plus one, in one of the ways there are. One that `waits` does so for nothing else than its ports. */
export const relay = (ledger: Ledger, waits = false): Relay => {
  const ways: ReadonlyArray<Relay> = [
    Stream.make("ForEach", { ...ports, run: ({ n }, { m }) => n.forEach((x) => ledger.passing() ?? m.push(x + 1)) }),
    Stream.make("ByHand", {
      ...ports,
      *run({ n }, { m }) {
        while (true) {
          const x = yield* n.pop
          yield* ledger.passing() ?? m.push(x + 1)
        }
      }
    }),
    Stream.make("Batches", {
      ...ports,
      *run({ n }, { m }) {
        while (true) {
          const some = yield* n.popUpTo(3)
          yield* ledger.passing() ?? m.pushAll(some.map((x) => x + 1))
        }
      }
    }),
    Stream.make("Peeking", {
      ...ports,
      *run({ n }, { m }) {
        while (true) {
          yield* m.push((yield* n.peek) + 1)
          yield* ledger.passing() ?? n.pop
        }
      }
    }),
    Stream.make("WithFibers", {
      ...ports,
      *run({ n }, { m }) {
        yield* Effect.forkScoped(Effect.never)
        yield* n.forEach((x) => ledger.passing() ?? Effect.andThen(Effect.yieldNow, m.push(x + 1)))
      }
    })
  ]
  return ledger.counted(ways[ledger.below(waits ? 4 : 5)]!)
}

/** The same without a fiber: fused with the edge that feeds it. */
export const fused = Transform.map(Int, Int, (n) => n + 1)

/** Workers that take their time, each with something to release. */
export const workers = (ledger: Ledger): Relay => {
  const work = (n: number): Effect.Effect<number, Injected> =>
    Effect.scoped(Effect.gen(function*() {
      yield* ledger.scoped("worker")
      yield* ledger.pick([Effect.void, Effect.yieldNow, Effect.sleep(ledger.below(3))])
      yield* ledger.passing() ?? Effect.void
      return n + 1
    }))
  const calls = ledger.counted(Transform.mapEffect(Int, Int, work, {
    concurrency: 1 + ledger.below(8),
    unordered: ledger.below(2) === 0
  }))
  return Workflow.make("workers", { calls }, ({ calls }) => ({ in: { n: calls.value }, out: { m: calls.mapped } }))
}

/** Whole numbers, from timers now and then. */
export const numbers = (ledger: Ledger, end: number): Numbers => {
  const every = ledger.pick([Infinity, Infinity, 7, 3])
  return ledger.counted(Stream.make("Numbers", {
    out: { n: Int },
    *run(_, { n }) {
      for (let i = 0; i < end; i++) {
        if (i % every === every - 1) yield* Effect.sleep(ledger.below(2))
        yield* ledger.passing() ?? n.push(i)
      }
    }
  }))
}

/** What listens to the timers of `ticks`. */
export const heard = new EventEmitter().setMaxListeners(0)

/** Numbers from a timer and a listener of the process. */
export const ticks = (ledger: Ledger, end: number): Numbers =>
  ledger.counted(Stream.make("Ticks", {
    out: { n: Int },
    *run(_, { n }) {
      yield* Effect.acquireRelease(
        Effect.sync(() => setInterval(() => heard.emit("tick"), 1)),
        (timer) => Effect.sync(() => clearInterval(timer))
      )
      for (let i = 0; i < end; i++) {
        yield* Effect.callback<void>((resume) => {
          const onTick = () => resume(Effect.void)
          heard.once("tick", onTick)
          return Effect.sync(() => heard.off("tick", onTick))
        })
        yield* ledger.passing() ?? n.push(i)
      }
    }
  }))

/** Takes so many elements away, and passes on the others. */
export const drop = (ledger: Ledger, count: number) =>
  ledger.counted(Stream.make("Drop", {
    ...ports,
    *run({ n }, { m }) {
      for (let i = 0; i < count; i++) yield* n.pop
      yield* n.forEach((x) => ledger.passing() ?? m.push(x))
    }
  }))

/** Pushes all of one outlet before the first of the other. */
export const columns = (ledger: Ledger, count: number) =>
  ledger.counted(Stream.make("Columns", {
    out: { a: Int, b: Int },
    *run(_, { a, b }) {
      for (let n = 0; n < count; n++) yield* ledger.passing() ?? a.push(n)
      for (let n = 0; n < count; n++) yield* ledger.passing() ?? b.push(n)
    }
  }))

/** Takes one of each. */
export const zip = (ledger: Ledger) =>
  ledger.counted(Stream.make("Zip", {
    in: { a: Int, b: Int },
    out: { pair: Pair },
    *run(ins, { pair }) {
      while (true) {
        const both = yield* Port.popAll(ins)
        yield* ledger.passing() ?? pair.push(both)
      }
    }
  }))

/** Evens to one side, odds to the other. */
export const split = (ledger: Ledger) =>
  ledger.counted(Stream.make("Split", {
    in: { n: Int },
    out: { even: Int, odd: Int },
    run: ({ n }, { even, odd }) => n.forEach((x) => ledger.passing() ?? (x % 2 === 0 ? even : odd).push(x))
  }))

/** Takes from two sides as it comes. */
export const either = (ledger: Ledger) =>
  ledger.counted(Stream.make("Either", {
    in: { a: Int, b: Int },
    out: { m: Int },
    *run(ins, { m }) {
      while (true) {
        const { value } = yield* Port.select(ins)
        yield* ledger.passing() ?? m.push(value)
      }
    }
  }))

/** Counts each element up, round and round, until it is high enough; tells of each once. */
export const climb = (ledger: Ledger, top: number) =>
  ledger.counted(Stream.make("Climb", {
    in: { n: Int },
    out: { higher: Int, done: Int },
    run: ({ n }, { done, higher }) =>
      n.forEach((x) => ledger.passing() ?? (x < top ? higher.push(x + 1) : done.push(x)))
  }))

/** The first elements; then it leaves. */
export const take = (ledger: Ledger, count: number) =>
  ledger.counted(Stream.make("Take", {
    in: { n: Int },
    *run({ n }) {
      let taken = 0
      while (taken < count) {
        yield* n.pop
        taken++
      }
      return taken
    }
  }))

/** The number of elements. */
export const count = (ledger: Ledger) =>
  ledger.counted(Stream.make("Count", {
    in: { n: Int },
    *run({ n }) {
      let seen = 0
      yield* n.forEach(() => {
        seen++
        return ledger.passing()
      })
      return seen
    }
  }))
