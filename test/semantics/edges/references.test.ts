/** What an edge has given away or dropped, it does not keep. */
import { Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { settle, upTo } from "../fixtures-ports.ts"

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

describe("references", () => {
  for (const capacity of [1, 5, 40]) {
    it.live(`S6: cancelling releases the references (capacity ${capacity})`, () =>
      Effect.gen(function*() {
        const references: Array<WeakRef<object>> = []
        const make = (n: number) => {
          const element = { n, bulk: upTo(1000) }
          references.push(new WeakRef(element))
          return element
        }
        const Feeder = Stream.make("Feeder", {
          out: { main: Schema.Unknown, side: Schema.Unknown },
          *run(_, { main }) {
            for (let n = 0; n < capacity + 1; n++) yield* main.push(make(n))
            yield* Effect.never
          }
        })
        const Closer = Stream.make("Closer", {
          in: { main: Schema.Unknown, side: Schema.Unknown },
          *run({ main }) {
            yield* settle
            // The last element popped must go too.
            yield* main.pop
            yield* main.close
            yield* Effect.never
          }
        })
        const running = yield* Workflow.launch(
          Workflow.make("lab", { from: Feeder, to: Closer }, ({ from, to }) => {
            from.main.pipe(to.main, { capacity })
            from.side.pipe(to.side)
          })
        )
        yield* settle
        yield* settle
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        collectGarbage()
        assert.strictEqual(references.length, capacity + 1)
        assert.deepStrictEqual(
          references.map((reference) => reference.deref()?.constructor),
          upTo(capacity + 1).map(() => undefined)
        )
        assert.strictEqual((yield* running.snapshot).edges[0]!.state, "Cancelled")
      }))
  }

  for (const way of ["pop", "popUpTo", "forEach", "forEachUpTo"] as const) {
    it.live(`S3: an edge keeps nothing that was taken off it (${way})`, () =>
      Effect.gen(function*() {
        const references: Array<WeakRef<object>> = []
        const make = (n: number) => {
          const element = { n }
          references.push(new WeakRef(element))
          return element
        }
        const Feeder = Stream.make("Feeder", {
          out: { main: Schema.Unknown },
          *run(_, { main }) {
            for (let n = 0; n < 20; n++) yield* main.push(make(n))
            // What was given last is kept until the next one comes.
            for (let n = 0; n < 4; n++) yield* main.push(undefined)
            yield* Effect.never
          }
        })
        const Taker = Stream.make("Taker", {
          in: { main: Schema.Unknown },
          *run({ main }) {
            if (way === "forEach") return yield* main.forEach(() => {})
            if (way === "forEachUpTo") return yield* main.forEachUpTo(3, () => {})
            while (true) yield* way === "pop" ? main.pop : main.popUpTo(3)
          }
        })
        const running = yield* Workflow.launch(
          Workflow.make("lab", { from: Feeder, to: Taker }, ({ from, to }) => from.pipe(to, { capacity: 16 }))
        )
        yield* settle
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        collectGarbage()
        assert.strictEqual((yield* running.snapshot).edges[0]!.popped, 24)
        assert.deepStrictEqual(references.filter((reference) => reference.deref() !== undefined), [])
      }).pipe(Effect.scoped))
  }
})
