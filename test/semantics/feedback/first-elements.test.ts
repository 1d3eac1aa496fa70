/** S26: the elements that a feedback edge has from the start. */
import { Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

describe("first elements", () => {
  it("S26: are all there when a capacity given afterwards is too small for them", () => {
    const self = (capacity: number) =>
      Workflow.withCapacity(
        Workflow.make("self", {
          count: Stream.make("count", {
            in: { n: Schema.Int },
            out: { again: Schema.Int },
            *run({ n }) {
              const seen: Array<number> = []
              yield* n.forEach((x) => void seen.push(x))
              return seen
            }
          })
        }, ({ count }) => count.again.pipe(count.n, { feedback: { first: [1, 2, 3] } })),
        capacity
      )
    assert.deepStrictEqual(Effect.runSync(Workflow.run(self(3))), { count: [1, 2, 3] })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(self(1))), { count: [1, 2, 3] })
  })

  it("S26: are there once where the edge leads from an open port of several outlets", () => {
    const Pair = Stream.make("Pair", {
      in: { n: Schema.Int },
      out: { a: Schema.Int, b: Schema.Int },
      *run({ n }) {
        let count = 0
        yield* n.forEach(() => {
          count++
        })
        return count
      }
    })
    const pair = Workflow.make("pair", { inner: Pair }, ({ inner }) => ({
      in: { n: inner.n },
      out: { m: [inner.a, inner.b] }
    }))
    const workflow = Workflow.make("outer", { pair }, ({ pair }) => {
      pair.m.pipe(pair.n, { feedback: { first: [1] } })
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { pair: { inner: 1 } })
  })
})
