/** S3 at open outlets: with a demand, a step is held back until the outside asks. */
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"

const statuses = (running: { readonly snapshot: Effect.Effect<Workflow.Snapshot> }) =>
  Effect.map(running.snapshot, ({ edges: [edge], steps: [step] }) => [step!.waitingOn, edge!.pushed, edge!.size])

describe("a demand at an open outlet", () => {
  rule("S3: nothing is pushed before it is asked for, and then as much as is asked for", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(Workflow.single(Source.range({ end: 100 })), { demand: 0 })
      const { value } = running.out
      yield* running.settled
      assert.deepStrictEqual(yield* statuses(running), [["value"], 0, 0])
      yield* value.request(2)
      yield* running.settled
      assert.deepStrictEqual(yield* statuses(running), [["value"], 2, 2])
      assert.deepStrictEqual([yield* value.pop, yield* value.pop], [0, 1])
      yield* running.settled
      assert.deepStrictEqual(yield* statuses(running), [["value"], 2, 0])
      yield* value.request(30)
      yield* running.settled
      assert.lengthOf(yield* value.popUpTo(20), 20)
      yield* running.settled
      assert.deepStrictEqual(yield* statuses(running), [["value"], 32, 10])
    }))

  rule("S3: elements that are pushed together wait for room for all of them", () =>
    Effect.gen(function*() {
      const Three = Stream.make("Three", { out: { n: Schema.Int }, run: (_, { n }) => n.pushAll([1, 2, 3]) })
      const running = yield* Workflow.launch(Workflow.single(Three), { demand: 2 })
      yield* running.settled
      assert.deepStrictEqual(yield* statuses(running), [["n"], 2, 2])
      yield* running.out.n.request(1)
      yield* running.await
      assert.deepStrictEqual(yield* running.out.n.popUpTo(9), [1, 2, 3])
    }))

  it.effect("a request is a whole number, 1 or more; without a demand it changes nothing", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(Workflow.single(Source.range({ end: 3 }), { capacity: 1 }))
      yield* running.out.value.request(5)
      yield* running.settled
      assert.deepStrictEqual(yield* statuses(running), [["value"], 1, 1])
      const exit = yield* Effect.exit(running.out.value.request(0))
      assert.isTrue(Exit.isFailure(exit))
      const refused = yield* Effect.exit(Workflow.launch(Workflow.single(Source.range({ end: 3 })), { demand: 0.5 }))
      assert.include(String(refused), "demand 0.5; give a whole number of elements, 0 or more")
      assert.include(String(exit), "request(0): give a whole number, 1 or more")
    }))
})
