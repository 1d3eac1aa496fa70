import { PortError } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EffectStream from "effect/Stream"
import {
  assertDone,
  capacities,
  defectOf,
  edgeOf,
  endedWith,
  isSuspended,
  popRest,
  puppets,
  rule,
  settle,
  upTo
} from "../fixtures-ports.ts"

const lab = (capacity = 3) =>
  puppets(["from", "to"], ({ from, to }) => {
    from.main.pipe(to.left)
    from.side.pipe(to.right)
  }, { capacity })

describe("S13: end", () => {
  for (const capacity of capacities) {
    rule(
      `S13: end completes one outlet, early, and the others stay open (capacity ${capacity})`,
      () =>
        Effect.gen(function*() {
          const { from, running, to } = yield* lab(capacity)
          yield* from.do(from.main.pushAll(upTo(capacity)))
          yield* from.do(from.main.end)
          assert.isTrue(from.main.isClosed)
          assert.isFalse(from.side.isClosed)
          assert.deepStrictEqual(yield* to.do(popRest(to.left)), upTo(capacity))
          const popping = yield* to.start(to.right.pop)
          assert.isTrue(yield* isSuspended(popping))
          yield* from.do(from.side.push("side"))
          assert.strictEqual(yield* Effect.flatten(endedWith(popping)), "side")
          assert.strictEqual((yield* edgeOf(running, "from.side", "to.right")).state, "Open")
          assert.strictEqual((yield* running.snapshot).steps[0]!.status, "running")
        })
    )
  }

  rule("S13: end completes every edge of the outlet", () =>
    Effect.gen(function*() {
      const { a, b, from } = yield* puppets(["from", "a", "b"], ({ a, b, from }) => {
        from.main.pipe(a.left)
        from.main.pipe(b.left)
      })
      const popping = yield* a.start(popRest(a.left))
      yield* from.do(from.main.push(1))
      yield* from.do(from.main.end)
      assert.deepStrictEqual(yield* Effect.flatten(endedWith(popping)), [1])
      assert.deepStrictEqual(yield* b.do(popRest(b.left)), [1])
    }))

  rule(
    "S13: pushing to an outlet that the step has ended is a defect that names the port",
    () =>
      Effect.gen(function*() {
        const { from } = yield* lab()
        yield* from.do(from.main.end)
        const pushes = [
          from.main.push(1),
          Effect.gen(function*() {
            yield* from.main.push(1)
          }),
          Effect.map(from.main.push(undefined), () => 1),
          from.main.pushAll([1, 2]),
          from.main.pushAll(new Set([1, 2])),
          EffectStream.run(EffectStream.make(1), from.main.sink)
        ]
        for (const push of pushes) {
          const exit = yield* endedWith(yield* from.start<unknown, never>(push))
          const defect = defectOf(exit)
          assert.instanceOf(defect, PortError.PushAfterEnd)
          if (defect instanceof PortError.PushAfterEnd) {
            assert.deepStrictEqual([defect.step, defect.port], ["lab/from", "main"])
            assert.include(defect.message, "lab/from.main")
          }
        }
        // The other outlet is not concerned.
        yield* endedWith(yield* from.start(from.side.push(1)))
      })
  )

  rule("S13: a step that dies of it fails the run, naming the step", () =>
    Effect.gen(function*() {
      const { from, running } = yield* lab()
      yield* from.do(from.main.end)
      yield* from.start(Effect.catchCause(from.main.push(1), (cause) => from.fail(cause.reasons[0])))
      yield* settle
      assert.strictEqual((yield* Effect.exit(running.await))._tag, "Failure")
      assert.strictEqual((yield* running.snapshot).steps[0]!.status, "failed")
    }))

  rule("S13: ending again changes nothing", () =>
    Effect.gen(function*() {
      const { from, to } = yield* lab()
      yield* from.do(Effect.andThen(from.main.end, from.main.end))
      yield* from.quit
      yield* assertDone(to.do(to.left.pop))
    }))

  rule(
    "S13: an outlet that its consumers have cancelled can still be ended, and then refuses pushes",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* lab()
        yield* to.do(to.left.close)
        yield* endedWith(yield* from.start(from.main.push("discarded")))
        yield* from.do(from.main.end)
        assert.instanceOf(defectOf(yield* endedWith(yield* from.start(from.main.push(1)))), PortError.PushAfterEnd)
      })
  )

  rule(
    "S13: a push that waits when another fiber of the step ends the outlet is refused, and its element lost to nobody",
    () =>
      Effect.gen(function*() {
        const { from, to } = yield* lab(2)
        const pushing = yield* from.start(from.main.pushAll(upTo(5)))
        yield* settle
        yield* from.do(from.main.end)
        assert.instanceOf(defectOf(yield* endedWith(pushing)), PortError.PushAfterEnd)
        assert.deepStrictEqual(yield* to.do(popRest(to.left)), [0, 1])
      })
  )

  rule("S13: a step that has ended all of its outlets goes on", () =>
    Effect.gen(function*() {
      const { from, running, to } = yield* lab()
      yield* from.do(Effect.andThen(from.main.end, from.side.end))
      yield* to.quit
      yield* settle
      assert.strictEqual((yield* running.snapshot).steps[0]!.status, "running")
      assert.strictEqual(yield* from.do(Effect.succeed(1)), 1)
    }))

  rule("S13: a port kept beyond the life of its step refuses pushes too", () =>
    Effect.gen(function*() {
      const { from } = yield* lab()
      yield* from.quit
      yield* settle
      assert.isTrue(from.main.isClosed)
      assert.instanceOf(defectOf(yield* Effect.exit(from.main.push(1))), PortError.PushAfterEnd)
    }))
})
