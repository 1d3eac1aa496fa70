import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
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

  it("shows a workflow by its name, and as JSON by its description", () => {
    const workflow = Workflow.single(Source.range({ end: 1 }))
    assert.strictEqual(inspect({ workflow }), "{ workflow: Workflow(range, 1 step) }")
    assert.deepStrictEqual(JSON.parse(JSON.stringify({ workflow })), { workflow: Workflow.describe(workflow) })
    const outer = Workflow.make("outer", { workflow, all: Sink.toArray(Schema.Int) }, (s) => s.workflow.pipe(s.all))
    assert.strictEqual(inspect(outer), "Workflow(outer, 2 steps)")
    assert.strictEqual(JSON.stringify(outer), JSON.stringify(Workflow.describe(outer)))
    assert.isTrue(outer["~workflow"])
  })

  it("shows a handle, an inlet and an outlet by their labels", () => {
    Workflow.make("w", { numbers: Source.range({ end: 1 }), all: Sink.toArray(Schema.Int) }, (steps) => {
      const { all, numbers } = steps
      numbers.pipe(all)
      assert.strictEqual(inspect(numbers), "numbers")
      assert.strictEqual(inspect([numbers.value, all.value]), "[ numbers.value, all.value ]")
      assert.strictEqual(inspect({ ...steps }), "{ numbers: numbers, all: all }")
      assert.strictEqual(JSON.stringify([numbers, all.value]), `["numbers","all.value"]`)
      assert.strictEqual(JSON.stringify(all.value.rejected), `"all.value.rejected"`)
    })
  })

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
