/** S15: a `run` that gives neither an Effect nor a generator of Effects. */
import { type Out, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { rule } from "../fixtures-ports.ts"
import { causeOf, failedStep, makeLog } from "../fixtures.ts"
import { all } from "./failing.ts"

describe("S15: a run that is no run", () => {
  const failsWith = (run: unknown, pattern: RegExp) =>
    Effect.gen(function*() {
      const log = makeLog()
      // As from JavaScript: the type of `run` would refuse all of these.
      const bad = Stream.make("Bad", { out: { n: Schema.Int }, run: run as () => Effect.Effect<void> })
      const other = Stream.make("Other", { run: () => Effect.andThen(log.scoped("other"), Effect.never) })
      const workflow = Workflow.make("w", { other, bad, all }, ({ bad, all }) => {
        bad.pipe(all)
      })
      const exit = yield* Effect.exit(Workflow.run(workflow))
      assert.match(Cause.pretty(causeOf(exit)), pattern)
      assert.strictEqual(failedStep(exit), "w/bad")
      // The other step may have been stopped before its first turn.
      assert.deepStrictEqual(log.entries, log.entries.length === 0 ? [] : ["+other", "-other"])
    })

  rule(
    "S15: returning a Promise is a defect that names the step",
    () => failsWith(() => Promise.resolve(), /w\/bad: run gave a Promise; make it a generator method/)
  )
  rule(
    "S15: an async function is a defect that names the step",
    () => failsWith(async () => {}, /w\/bad: run gave a Promise/)
  )
  rule(
    "S15: an async generator is a defect that names the step",
    () => failsWith(async function*() {}, /w\/bad: run gave an async generator/)
  )
  rule(
    "S15: returning undefined is a defect that names the step",
    () => failsWith(() => {}, /w\/bad: run gave undefined/)
  )
  rule("S15: returning a number is a defect that names the step", () => failsWith(() => 1, /w\/bad: run gave 1/))
  rule(
    "S15: returning an array, which could be iterated but is no generator, is a defect that names the step",
    () => failsWith(() => [1], /w\/bad: run gave an object/)
  )
  it("S28: no run at all is refused where the stream is made", () => {
    // No types, as in JavaScript.
    const options = { in: { n: Schema.Int } } as {
      readonly in: { n: typeof Schema.Int }
      readonly run: () => Effect.Effect<void>
    }
    assert.throws(() => Stream.make("Bad", options), /Stream\.make\("Bad".*run is not a function/)
  })
  rule("S15: yielding a non-Effect is a defect that names the step", () =>
    failsWith(function*() {
      yield 5
    }, /w\/bad: run yielded 5; write yield\* and an Effect/))
  rule("S15: yielding undefined is a defect that names the step", () =>
    failsWith(function*() {
      yield
    }, /w\/bad: run yielded undefined/))
  rule(
    "S15: returning an Effect from a generator, which nobody would run, is a defect that names the step",
    () =>
      Effect.gen(function*() {
        const pattern = /w\/bad: run returned an Effect, which nobody would run; write return yield\*/
        yield* failsWith(function*(_: unknown, { n }: { readonly n: Out<number> }) {
          yield* n.push(1)
          return n.push(2)
        }, pattern)
        yield* failsWith(function*() {
          return Effect.never
        }, pattern)
      })
  )
  rule("S14: a generator may return an Exit or an error, though they are Effects", () =>
    Effect.gen(function*() {
      const found = new Cause.NoSuchElementError()
      const workflow = Workflow.make("w", {
        exit: Stream.make("GivesExit", {
          *run() {
            return yield* Effect.exit(Effect.fail("found"))
          }
        }),
        error: Stream.make("GivesError", {
          *run() {
            return yield* Effect.flip(Effect.fail(found))
          }
        })
      }, () => {})
      const { error, exit } = yield* Workflow.run(workflow)
      assert.deepStrictEqual(exit, Exit.fail("found"))
      assert.strictEqual(error, found)
    }))
  rule("S15: yield* of a Promise is a defect that names the step", () =>
    failsWith(function*() {
      yield* Promise.resolve(1) as unknown as Iterable<never>
    }, /not.*iterable/))

  rule("S15, S19: yielding a non-Effect closes the step's scope all the same", () =>
    Effect.gen(function*() {
      const log = makeLog()
      const Bad = Stream.make("Bad", {
        *run() {
          yield* log.scoped("bad")
          yield 5 as never
        }
      })
      yield* Effect.exit(Workflow.run(Workflow.make("w", { bad: Bad }, () => {})))
      assert.deepStrictEqual(log.entries, ["+bad", "-bad"])
    }))
})
