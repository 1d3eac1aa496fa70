import { Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"

describe("printing", () => {
  it.effect("shows a port by its name, not the run behind it", () =>
    Effect.gen(function*() {
      const Shows = Stream.make("Shows", {
        in: { n: Schema.Int },
        out: { m: Schema.Int },
        *run(ins, outs) {
          yield* Effect.void
          return [String(ins.n), inspect(ins), String(outs.m), inspect(outs)]
        }
      })
      const workflow = Workflow.make("w", { s: Source.range({ end: 1 }), shows: Shows }, ({ s, shows }) => {
        s.pipe(shows)
        return { out: { m: shows.m } }
      })
      const { shows } = yield* Effect.flatMap(Workflow.launch(workflow), (running) => running.await)
      assert.deepStrictEqual(shows, [
        "In(w/shows.n)",
        "{ n: In(w/shows.n) }",
        "Out(w/shows.m)",
        "{ m: Out(w/shows.m) }"
      ])
    }))

  it("shows a stream by its name and ports", () => {
    const Split = Stream.make("Split", {
      in: { n: Schema.Int },
      out: { even: Schema.Int, odd: Schema.Int },
      run: () => Effect.void
    })
    assert.strictEqual(String(Split), "Split(n → even, odd)")
    assert.strictEqual(inspect({ Split }), "{ Split: Split(n → even, odd) }")
  })
})
