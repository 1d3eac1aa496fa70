// The span of a step: there when the run is traced, and only then.
import { Source, Step, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import { rule } from "../fixtures-ports.ts"
import { Endless, Take } from "../fixtures.ts"

const Int = Schema.Int

/** Runs an effect with a tracer; gives its exit and the spans in the order they began. */
const tracing = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function*() {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span(options) {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const exit = yield* Effect.exit(Effect.provideService(effect, Tracer.Tracer, tracer))
    return { exit, spans }
  })

/** As `parent > name`. */
const nameOf = ({ name, parent }: Tracer.NativeSpan): string => {
  const above = Option.getOrUndefined(parent)
  return above?._tag === "Span" ? `${above.name} > ${name}` : name
}

const endOf = ({ status }: Tracer.NativeSpan): Exit.Exit<unknown, unknown> =>
  status._tag === "Ended" ? status.exit : assert.fail("not ended")

describe("S22: the span of a step", () => {
  rule(
    "S22: is named as the step, in the span the run is in, and around those of the body",
    () =>
      Effect.gen(function*() {
        const Body = Stream.make("Body", {
          in: { n: Int },
          *run({ n }) {
            yield* Effect.withSpan(n.forEach(() => Effect.withSpan(Effect.void, "element")), "loop")
          }
        })
        const inner = Workflow.make("inner", { body: Body }, ({ body }) => ({ in: { n: body.n } }))
        const workflow = Workflow.make(
          "w",
          { numbers: Source.range({ end: 1 }), inner },
          (s) => s.numbers.pipe(s.inner)
        )
        const { exit, spans } = yield* tracing(Effect.withSpan(Workflow.run(workflow), "main"))
        assert.deepStrictEqual(exit, Exit.succeed({}))
        assert.sameMembers(spans.map(nameOf), [
          "main",
          "main > w/numbers",
          "main > w/inner/body",
          "w/inner/body > loop",
          "loop > element"
        ])
        for (const span of spans) {
          assert.isTrue(Exit.isSuccess(endOf(span)))
        }
      })
  )

  rule("S14: of a step that pops past the end, ends well", () =>
    Effect.gen(function*() {
      const PopsOn = Stream.make("PopsOn", {
        in: { n: Int },
        *run({ n }) {
          while (true) yield* n.pop
        }
      })
      const workflow = Workflow.make(
        "w",
        { numbers: Source.range({ end: 3 }), on: PopsOn },
        (s) => s.numbers.pipe(s.on)
      )
      const { exit, spans } = yield* tracing(Workflow.run(workflow))
      assert.deepStrictEqual(exit, Exit.succeed({}))
      assert.sameMembers(spans.map(({ name }) => name), ["w/numbers", "w/on"])
      for (const span of spans) assert.deepStrictEqual(endOf(span), Exit.void)
    }))

  rule(
    "S15, S16: ends with what the step failed with, or as interrupted when it is stopped",
    () =>
      Effect.gen(function*() {
        const Fails = Stream.make("Fails", { run: () => Effect.fail("no") })
        const failed = yield* tracing(Workflow.run(Workflow.make("w", { fails: Fails }, () => {})))
        assert.strictEqual(Option.getOrUndefined(Exit.findErrorOption(endOf(failed.spans[0]!))), "no")
        const workflow = Workflow.make("w", { numbers: Endless, take: Take(2) }, (s) => s.numbers.pipe(s.take))
        const stopped = yield* tracing(Workflow.run(workflow))
        assert.deepStrictEqual(stopped.exit, Exit.succeed({ take: [0, 1] }))
        assert.sameDeepMembers(stopped.spans.map((span) => [span.name, Exit.hasInterrupts(endOf(span))]), [
          ["w/numbers", true],
          ["w/take", false]
        ])
      })
  )

  rule(
    "S22: is one, however often a supervised step is run, and however many copies of it run",
    () =>
      Effect.gen(function*() {
        let attempts = 0
        const Flaky = Stream.make("Flaky", {
          in: { n: Int },
          run: ({ n }) =>
            Effect.andThen(
              n.peek,
              Effect.suspend(() => ++attempts < 3 ? Effect.fail("again") : Effect.withSpan(n.forEach(() => {}), "work"))
            )
        })
        const flaky = Step.retry(Flaky, Schedule.recurs(5))
        const workflow = Workflow.make(
          "w",
          { numbers: Source.range({ end: 3 }), flaky },
          (s) => s.numbers.pipe(s.flaky)
        )
        const { exit, spans } = yield* Effect.provide(tracing(Workflow.run(workflow)), Logger.layer([]))
        assert.isTrue(Exit.isSuccess(exit))
        assert.strictEqual(attempts, 3)
        assert.sameMembers(spans.map(nameOf), ["w/numbers", "w/flaky", "w/flaky > work"])
      })
  )

  rule("S22: of a workflow that a step runs itself, those of its steps are inside", () =>
    Effect.gen(function*() {
      const leaf = Workflow.make("w", { step: Stream.make("Leaf", { run: () => Effect.void }) }, () => {})
      // Of the same name.
      const workflow = Workflow.make("w", { step: Stream.make("Runs", { run: () => Workflow.run(leaf) }) }, () => {})
      const { spans } = yield* tracing(Workflow.run(workflow))
      assert.deepStrictEqual(spans.map(nameOf), ["w/step", "w/step > w/step"])
    }))

  rule("S22: is not there without a tracer, nor when tracing is off", () =>
    Effect.gen(function*() {
      let span: unknown
      const Looks = Stream.make("Looks", {
        *run() {
          span = yield* Effect.option(Effect.currentSpan)
        }
      })
      const run = Workflow.run(Workflow.make("w", { looks: Looks }, () => {}))
      yield* run
      assert.deepStrictEqual(span, Option.none())
      const { spans } = yield* tracing(Effect.withTracerEnabled(run, false))
      assert.deepStrictEqual(spans, [])
    }))

  it.effect("S22: adds no line to what is printed of a failure", () =>
    Effect.gen(function*() {
      const Fails = Stream.make("Fails", { run: () => Effect.fail("no") })
      const run = Workflow.run(Workflow.make("w", { fails: Fails }, () => {}))
      const { exit } = yield* tracing(run)
      const untraced = yield* Effect.exit(run)
      const lines = [exit, untraced].map((exit) => Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "")
      assert.deepStrictEqual(lines, ["Error: no\n    at w/fails", "Error: no\n    at w/fails"])
    }))
})
