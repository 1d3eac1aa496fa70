// What a Cause of a run keeps, what is printed of it, and what the compiler knows of it.
import { Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import { rule, settle } from "../fixtures-ports.ts"
import { causeOf, failedStep, until } from "../fixtures.ts"
import { exitOf, reasonsOf } from "./stopping.ts"

const Int = Schema.Int

class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}
class Odd extends Data.TaggedError("Odd")<{ readonly n: number }> {}

const tagsOf = (exit: Exit.Exit<unknown, unknown>) => causeOf(exit).reasons.map(({ _tag }) => _tag)

const stepsOf = (exit: Exit.Exit<unknown, unknown>) =>
  causeOf(exit).reasons.map((reason) => Option.getOrUndefined(Workflow.failedStep(Cause.fromReasons([reason]))))

const runOne = (run: () => Effect.Effect<unknown, unknown, Scope.Scope>) =>
  Effect.exit(Workflow.run(Workflow.make("w", { step: Stream.make("Step", { run }) }, () => {})))

describe("S15: several failures are all kept", () => {
  rule("S15: of two steps that fail in the same turn", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const Fails = (n: number) =>
        Stream.make("Fails", {
          run: () => Effect.uninterruptible(Effect.andThen(Deferred.await(gate), new TooBig({ n })))
        })
      const running = yield* Workflow.launch(Workflow.make("w", { a: Fails(1), b: Fails(2), c: Fails(3) }, () => {}))
      yield* running.settled
      yield* Deferred.succeed(gate, undefined)
      const exit = yield* exitOf(running)
      assert.sameDeepMembers([...reasonsOf(exit)], [1, 2, 3].map((n) => new TooBig({ n })))
      assert.sameMembers(stepsOf(exit), ["w/a", "w/b", "w/c"])
      // Which of them is first is for the scheduler to say; it is the one that is named.
      assert.strictEqual(failedStep(exit), stepsOf(exit)[0])
    }))

  rule(
    "S15: of a body and a finalizer, the body's first, be it the finalizer's an error or a defect",
    () =>
      Effect.gen(function*() {
        const bodies = { error: new TooBig({ n: 1 }), defect: Effect.die("body") }
        for (const body of Object.values<Effect.Effect<never, unknown>>(bodies)) {
          const [first] = reasonsOf(yield* runOne(() => body))
          const inScope = yield* runOne(() => Effect.andThen(Effect.addFinalizer(() => Effect.die("finalizer")), body))
          const inBody = yield* runOne(() => Effect.ensuring(body, Effect.die("finalizer")))
          for (const exit of [inScope, inBody]) {
            assert.deepStrictEqual(reasonsOf(exit), [first, "finalizer"])
            assert.deepStrictEqual(stepsOf(exit), ["w/step", "w/step"])
            assert.strictEqual(failedStep(exit), "w/step")
          }
        }
      })
  )

  // Effect drops the errors of an interrupted fiber where it passes by a handler.
  const around: Readonly<Record<string, <A, E>(run: Effect.Effect<A, E>) => Effect.Effect<A, E>>> = {
    "a run": identity,
    "a run in a span": Effect.withSpan("main"),
    "a run that is traced": Effect.provideService(
      Tracer.Tracer,
      Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })
    )
  }
  for (const [what, wrap] of Object.entries(around)) {
    rule(`S15: of ${what}, what a step fails with that is being interrupted`, () =>
      Effect.gen(function*() {
        const gate = yield* Deferred.make<void>()
        let begun = 0
        const late = (n: number) =>
          Effect.uninterruptible(Effect.suspend(() => {
            begun++
            return Effect.andThen(Deferred.await(gate), new Odd({ n }))
          }))
        const Late = Stream.make("Late", { run: () => late(1) })
        const LateInLoop = Stream.make("LateInLoop", {
          in: { n: Int },
          run: ({ n }) => n.forEach(late)
        })
        const Fails = Stream.make("Fails", {
          run: () => Effect.andThen(until(() => begun === 2), new TooBig({ n: 1 }))
        })
        const one = Source.fromIterable(Int, [3])
        const workflow = Workflow.make("w", { late: Late, one, loop: LateInLoop, fails: Fails }, (s) =>
          s.one.pipe(s.loop))
        const running = yield* Effect.forkChild(Effect.exit(wrap(Workflow.run(workflow))), { startImmediately: true })
        yield* settle
        yield* Deferred.succeed(gate, undefined)
        const exit = yield* Fiber.join(running)
        assert.deepStrictEqual(reasonsOf(exit).slice(0, 1), [new TooBig({ n: 1 })])
        assert.sameDeepMembers(reasonsOf(exit).slice(1), [new Odd({ n: 1 }), new Odd({ n: 3 })])
      }))
  }

  rule("S15: of parallel fibers in a step", () =>
    Effect.gen(function*() {
      let begun = 0
      const fails = (n: number) =>
        Effect.uninterruptible(Effect.suspend(() => {
          begun++
          return Effect.andThen(until(() => begun === 3), new TooBig({ n }))
        }))
      const exit = yield* runOne(() => Effect.all([fails(1), fails(2), fails(3)], { concurrency: 3 }))
      assert.sameDeepMembers([...reasonsOf(exit)], [1, 2, 3].map((n) => new TooBig({ n })))
      assert.deepStrictEqual(tagsOf(exit), ["Fail", "Fail", "Fail"])
    }))

  rule("S15: of parallel calls of one function of elements", () =>
    Effect.gen(function*() {
      for (const unordered of [false, true]) {
        const gate = yield* Deferred.make<void>()
        let calls = 0
        const call = (n: number) =>
          Effect.uninterruptible(Effect.andThen(
            Effect.sync(() => calls++),
            Effect.andThen(Deferred.await(gate), n % 2 === 1 ? new Odd({ n }) : Effect.succeed(n))
          ))
        const running = yield* Workflow.launch(Workflow.make("w", {
          numbers: Source.range({ end: 4 }),
          call: Transform.mapEffect(Int, Int, call, { concurrency: 4, unordered }),
          all: Sink.toArray(Int)
        }, (s) => s.numbers.pipe(s.call).pipe(s.all)))
        yield* running.settled
        assert.strictEqual(calls, 4)
        yield* Deferred.succeed(gate, undefined)
        const exit = yield* exitOf(running)
        assert.sameDeepMembers([...reasonsOf(exit)], [new Odd({ n: 1 }), new Odd({ n: 3 })])
        assert.deepStrictEqual(stepsOf(exit), ["w/call", "w/call"])
      }
    }))

  rule("S15: a defect stays a defect, beside an error of another step too", () =>
    Effect.gen(function*() {
      const gate = yield* Deferred.make<void>()
      const after = (effect: Effect.Effect<never, TooBig>) =>
        Stream.make("After", { run: () => Effect.uninterruptible(Effect.andThen(Deferred.await(gate), effect)) })
      const running = yield* Workflow.launch(Workflow.make("w", {
        error: after(new TooBig({ n: 1 })),
        defect: after(Effect.die(new TooBig({ n: 2 })))
      }, () => {}))
      yield* running.settled
      yield* Deferred.succeed(gate, undefined)
      const exit = yield* exitOf(running)
      const reasons = reasonsOf(exit)
      assert.sameDeepMembers(tagsOf(exit).map((tag, at) => [tag, reasons[at]]), [
        ["Fail", new TooBig({ n: 1 })],
        ["Die", new TooBig({ n: 2 })]
      ])
    }))
})

describe("S15: the errors of a run are typed", () => {
  type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
  const exactly = <A, B>(_: Exactly<A, B>) => {}
  type ErrorOf<T> = T extends Effect.Effect<unknown, infer E, infer _> ? E : never

  const check = (n: number): Effect.Effect<number, TooBig> => n > 2 ? new TooBig({ n }) : Effect.succeed(n)
  const even = (n: number): Effect.Effect<void, Odd> => n % 2 === 1 ? new Odd({ n }) : Effect.void
  const inner = Workflow.make("inner", { check: Transform.mapEffect(Int, Int, check) }, ({ check }) => ({
    in: { n: check.value },
    out: { m: check.mapped }
  }))
  const only = (n: number) =>
    Workflow.make(
      "w",
      { one: Source.fromIterable(Int, [n]), inner, even: Sink.forEach(Int, even) },
      (s) => s.one.pipe(s.inner).pipe(s.even)
    )

  rule("S15: catchTag takes one out, of a nested workflow too, and leaves the others", () =>
    Effect.gen(function*() {
      const run = Workflow.run(only(4))
      exactly<ErrorOf<typeof run>, TooBig | Odd>(true)
      const some = Effect.catchTag(run, "TooBig", ({ n }) => Effect.succeed(`too big: ${n}`))
      exactly<ErrorOf<typeof some>, Odd>(true)
      const none = Effect.catchTag(some, "Odd", ({ n }) => Effect.succeed(`odd: ${n}`))
      exactly<ErrorOf<typeof none>, never>(true)
      assert.strictEqual(yield* none, "too big: 4")
      const all = Effect.catchTags(Workflow.run(only(1)), {
        TooBig: ({ n }) => Effect.succeed(`too big: ${n}`),
        Odd: ({ n }) => Effect.succeed(`odd: ${n}`)
      })
      exactly<ErrorOf<typeof all>, never>(true)
      assert.strictEqual(yield* all, "odd: 1")
    }))

  rule("S15: what is caught by its tag is not caught where a step dies besides", () =>
    Effect.gen(function*() {
      const Dies = Stream.make("Dies", {
        run: () => Effect.andThen(Effect.addFinalizer(() => Effect.die("finalizer")), new TooBig({ n: 1 }))
      })
      const caught = Effect.catchTag(
        Workflow.run(Workflow.make("w", { dies: Dies }, () => {})),
        "TooBig",
        () => Effect.succeed("caught")
      )
      assert.deepStrictEqual(reasonsOf(yield* Effect.exit(caught)), [new TooBig({ n: 1 }), "finalizer"])
    }))
})

describe("S22: what is printed of a Cause", () => {
  /** Without places in files, which are those of this one. */
  const printed = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<string> =>
    Cause.pretty(causeOf(exit)).replaceAll(/ \([^()]*:\d+:\d+\)/g, "").split("\n")

  const three = (n: number): number => {
    if (n === 3) throw new RangeError("three")
    return n
  }
  const nested = (stream: ReturnType<typeof Transform.map<typeof Int, typeof Int>>) => {
    const inner = Workflow.make("inner", { before: Transform.tap(Int, () => {}), bad: stream }, (s) => {
      s.before.pipe(s.bad)
      return { in: { n: s.before.value }, out: { m: s.bad.mapped } }
    })
    return Workflow.make(
      "outer",
      { numbers: Source.range({ start: 1, end: 9 }), inner, all: Sink.toArray(Int) },
      (s) => s.numbers.pipe(s.inner).pipe(s.all)
    )
  }

  it.effect("S22: of a throw, the user's function, then the step, and nothing of the engine between", () =>
    Effect.gen(function*() {
      const exit = yield* Effect.exit(Workflow.run(nested(Transform.map(Int, Int, three))))
      assert.deepStrictEqual(printed(exit), [
        "RangeError: three",
        "    at three",
        "    at outer/inner/bad (position 2 of value)"
      ])
    }))

  it.effect("S22: of a throw in a span, the span too", () =>
    Effect.gen(function*() {
      const exit = yield* Workflow.run(nested(Transform.map(Int, Int, three))).pipe(
        Effect.withSpan("main"),
        Effect.exit
      )
      assert.deepStrictEqual(printed(exit).slice(2), ["    at outer/inner/bad (position 2 of value)", "    at main"])
    }))

  it.effect("S22: of a failure, the spans inside the step, the step, and those around the run", () =>
    Effect.gen(function*() {
      const Calls = Stream.make("Calls", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) =>
          n.forEach((x) =>
            x === 3 ? Effect.fail("three").pipe(Effect.withSpan("query"), Effect.withSpan("call")) : m.push(x)
          )
      })
      const inner = Workflow.make(
        "inner",
        { calls: Calls },
        ({ calls }) => ({ in: { n: calls.n }, out: { m: calls.m } })
      )
      const outer = Workflow.make(
        "outer",
        { numbers: Source.range({ end: 9 }), inner, all: Sink.toArray(Int) },
        (s) => s.numbers.pipe(s.inner).pipe(s.all)
      )
      const exit = yield* Workflow.run(outer).pipe(Effect.withSpan("request"), Effect.withSpan("main"), Effect.exit)
      assert.deepStrictEqual(printed(exit).map((line) => line.replace(/ \(position.*/, "")), [
        "Error: three",
        "    at query",
        "    at call",
        "    at outer/inner/calls",
        "    at request",
        "    at main"
      ])
    }))

  it.effect("S22: of a workflow that a step ran itself, both steps, each where it belongs", () =>
    Effect.gen(function*() {
      const inner = Workflow.make("inner", {
        deep: Stream.make("Deep", { run: () => Effect.withSpan(Effect.fail("no"), "work") })
      }, () => {})
      const Runs = Stream.make("Runs", { run: () => Effect.withSpan(Workflow.run(inner), "inner run") })
      const exit = yield* Workflow.run(Workflow.make("outer", { runs: Runs }, () => {})).pipe(
        Effect.withSpan("main"),
        Effect.exit
      )
      assert.deepStrictEqual(printed(exit), [
        "Error: no",
        "    at work",
        "    at inner/deep",
        "    at inner run",
        "    at outer/runs",
        "    at main"
      ])
      assert.strictEqual(failedStep(exit), "outer/runs")
    }))

  it.effect("S22: of several failures, one after the other, each with its step", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", { run: () => Effect.andThen(Effect.yieldNow, Effect.fail("first")) })
      const Dies = Stream.make("Dies", { run: () => Effect.ensuring(Effect.never, Effect.die("while stopping")) })
      const inner = Workflow.make("inner", { dies: Dies }, () => {})
      const exit = yield* Effect.exit(Workflow.run(Workflow.make("outer", { inner, fails: Fails }, () => {})))
      assert.deepStrictEqual(printed(exit), [
        "Error: first",
        "    at outer/fails",
        "Error: while stopping",
        "    at outer/inner/dies"
      ])
    }))

  it.effect("S22: however deep the spans are, the step is among the lines", () =>
    Effect.gen(function*() {
      let deep: Effect.Effect<never, string> = Effect.fail("deep")
      for (let depth = 1; depth <= 20; depth++) deep = Effect.withSpan(deep, `span ${depth}`)
      const lines = printed(yield* runOne(() => deep))
      assert.deepStrictEqual([lines[1], lines[8], lines[9]], ["    at span 1", "    at span 8", "    at w/step"])
    }))

  it.effect("S22: of a step that interrupts itself, the step", () =>
    Effect.gen(function*() {
      const [title, step] = printed(yield* runOne(() => Effect.interrupt))
      assert.deepStrictEqual([title, step], [
        "InterruptError: All fibers interrupted without error",
        "    at w/step {"
      ])
    }))
})
