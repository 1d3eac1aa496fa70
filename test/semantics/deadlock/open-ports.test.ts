/** S24: steps that the outside can still help, through open ports, are alive. */
import { Junction, Stream, Workflow } from "@effect-mimo/core"
import { TestStream } from "@effect-mimo/testing"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { rule, settle } from "../fixtures-ports.ts"
import { Drop } from "./fixtures.ts"

describe("ports by hand", () => {
  const Swap = Stream.make("Swap", {
    in: { left: Schema.Int, right: Schema.Int },
    out: { l: Schema.Int, r: Schema.Int },
    *run({ left, right }, { l, r }) {
      for (let n = 0; n < 4; n++) {
        yield* l.push(yield* right.pop)
        yield* r.push(yield* left.pop)
      }
    }
  })
  const open = Workflow.make("open", { swap: Swap }, ({ swap }) => ({
    in: { left: swap.left, right: swap.right },
    out: { l: swap.l, r: swap.r }
  }), { capacity: 1 })

  rule("S24: never deadlocked while the outside can push, pop or end", () =>
    Effect.gen(function*() {
      const running = yield* Workflow.launch(open)
      const ended = yield* Effect.forkScoped(Effect.exit(running.await))
      const isAlive = Effect.map(settle, () => assert.isUndefined(ended.pollUnsafe(), "still alive"))
      yield* isAlive
      // The outside waits for room itself, in a fiber that no step has.
      const feeding = yield* Effect.forkScoped(running.in.left.pushAll([1, 2, 3, 4]))
      yield* isAlive
      assert.isUndefined(feeding.pollUnsafe())
      const taking = yield* Effect.forkScoped(running.out.r.pop)
      yield* isAlive
      yield* running.in.right.push(5)
      yield* isAlive
      assert.strictEqual(yield* running.out.l.pop, 5)
      yield* isAlive
      assert.strictEqual(yield* Fiber.join(taking), 1)
      yield* running.in.right.end
      assert.deepStrictEqual(yield* Fiber.join(ended), Exit.succeed({}))
    }))

  rule("S24: TestStream: a stream with two inlets that waits for the other one", () =>
    Effect.gen(function*() {
      const outcome = yield* TestStream.run(Swap, { left: [1, 2, 3, 4, 5], right: [6, 7, 8] }, { capacity: 1 })
      assert.deepStrictEqual(outcome.outputs, { l: [6, 7, 8], r: [1, 2, 3] })
      const test = yield* TestStream.make(Swap, { capacity: 1 })
      yield* test.in.left.offer(1)
      yield* test.settled
      assert.deepStrictEqual(yield* test.waitingOn, ["right"])
      const filling = yield* Effect.forkScoped(test.in.left.offer(2))
      yield* test.settled
      assert.isUndefined(filling.pollUnsafe())
      yield* test.in.right.offer(9)
      assert.strictEqual(yield* test.out.l.take, 9)
      assert.strictEqual(yield* test.out.r.take, 1)
      yield* test.in.right.end
      yield* test.in.left.end
      assert.isTrue(Exit.isSuccess(yield* test.exit))
    }))

  rule("S24: a feed that two parts join too late is alive, for the outside could end it", () =>
    Effect.gen(function*() {
      const joined = Workflow.make("joined", { drop: Drop(3), zip: Junction.zip({ a: Schema.Int, b: Schema.Int }) }, ({
        drop,
        zip
      }) => {
        drop.pipe(zip.b)
        return { in: { n: [zip.a, drop.n] }, out: { rows: zip.zipped } }
      }, { capacity: 2 })
      const running = yield* Workflow.launch(joined)
      const feeding = yield* Effect.forkScoped(running.in.n.pushAll([0, 1, 2, 3, 4, 5]))
      yield* settle
      // The outside waits, but could end, or close what it reads: alive.
      assert.isUndefined(feeding.pollUnsafe())
      const { steps } = yield* running.snapshot
      assert.deepStrictEqual(steps.map(({ status }) => status), ["running", "running"])
    }))
})
