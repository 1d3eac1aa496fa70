/** What is written of a run, line by line. */
import { Sink, Source, Step, Stream, Transform, Workflow } from "@effect-mimo/core"
import { Recording } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { eventsOf, headerOf, parityTo, split } from "./fixtures/recordings.ts"

const parity = parityTo(2)

const copying = <S extends Schema.Constraint>(schema: S, elements: Iterable<S["Type"]>) =>
  Workflow.make("copying", {
    source: Source.fromIterable(schema, elements),
    all: Sink.toArray(schema)
  }, ({ all, source }) => source.pipe(all))

/** The events of some kind in short: `numbers.value → split.n push 0`. */
const told = (text: string) =>
  eventsOf(text).flatMap(({ by, edge, element, kind, unwritten }) => {
    if (edge === undefined) return []
    const { from, to } = headerOf(text).edges[edge]
    return [`${from} → ${to} ${kind} ${by ?? unwritten ?? JSON.stringify(element)}`]
  })

describe("Recording.record", () => {
  it.effect("writes a header, and each push, pop and end in the order in which it happened", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(1000)
      const { exit, text } = yield* Recording.capture(Workflow.run(parity), { workflow: parity })
      assert.deepStrictEqual(exit, Exit.succeed({ evens: [0], odds: [1] }))
      const { description, ports, ...header } = headerOf(text)
      assert.deepStrictEqual(header, {
        format: "effect-mimo/recording",
        version: 1,
        workflow: "parity",
        startedAt: 1000,
        clock: "milliseconds",
        edges: [
          { from: "numbers.value", to: "split.n" },
          { from: "split.even", to: "evens.value" },
          { from: "split.odd", to: "odds.value" }
        ]
      })
      assert.deepStrictEqual(description, Workflow.describe(parity))
      assert.deepStrictEqual(ports["split.n"], { type: "Number & isInt", json: "Number & isInt" })
      const on = (edge: number, kind: string, element: number) => ({ at: 0, run: 0, edge, kind, element })
      const end = (edge: number) => ({ at: 0, run: 0, edge, kind: "end", by: "Completed" })
      assert.deepStrictEqual(eventsOf(text), [
        { at: 0, kind: "start", run: 0 },
        on(0, "push", 0),
        on(0, "push", 1),
        end(0),
        on(0, "pop", 0),
        on(1, "push", 0),
        on(0, "pop", 1),
        on(2, "push", 1),
        end(1),
        end(2),
        on(1, "pop", 0),
        on(2, "pop", 1),
        { at: 0, kind: "exit", exit: "Success" }
      ])
    }))

  it.effect("chooses edges by step or by port, also inside nested workflows and at open ports", () =>
    Effect.gen(function*() {
      const inner = Workflow.make("inner", { split: split(), rest: Sink.drain(Schema.Int) }, ({ rest, split }) => {
        split.odd.pipe(rest)
        return { in: { n: split.n }, out: { even: split.even } }
      })
      const outer = Workflow.make("outer", { inner, all: Sink.toArray(Schema.Int) }, ({ all, inner }) => {
        inner.even.pipe(all)
        return { in: { given: inner.n } }
      })
      const feeding = Effect.scoped(Effect.gen(function*() {
        const running = yield* Workflow.launch(outer)
        yield* running.in.given.pushAll([1, 2])
        yield* running.in.given.end
        return yield* running.await
      }))
      const edgesWith = (edges: ReadonlyArray<string>) =>
        Effect.map(
          Recording.capture(feeding, { workflow: outer, edges }),
          ({ text }) => headerOf(text).edges.map(({ from, to }: Record<string, string>) => `${from} → ${to}`)
        )
      assert.deepStrictEqual(yield* edgesWith(["all"]), ["inner/split.even → all.value"])
      assert.deepStrictEqual(yield* edgesWith(["inner/split.odd"]), ["inner/split.odd → inner/rest.value"])
      assert.deepStrictEqual(yield* edgesWith(["given"]), ["given → inner/split.n"])
      assert.deepStrictEqual(yield* edgesWith(["inner/split"]), [
        "inner/split.odd → inner/rest.value",
        "inner/split.even → all.value",
        "given → inner/split.n"
      ])
      const { text } = yield* Recording.capture(feeding, { workflow: outer, edges: ["given", "all"] })
      assert.deepStrictEqual(told(text), [
        "given → inner/split.n push 1",
        "given → inner/split.n push 2",
        "given → inner/split.n end Completed",
        "given → inner/split.n pop 1",
        "given → inner/split.n pop 2",
        "inner/split.even → all.value push 2",
        "inner/split.even → all.value end Completed",
        "inner/split.even → all.value pop 2"
      ])
    }))

  it.effect("an edge whose elements are checked is one edge, and what is rejected another", () =>
    Effect.gen(function*() {
      const checked = Workflow.make("checked", {
        source: Source.fromIterable(Schema.Int, [1, 0.5, 2]),
        store: Sink.toArray(Schema.Int),
        bad: Sink.forEach(Schema.Unknown, () => Effect.void)
      }, ({ bad, source, store }) => {
        source.pipe(store)
        store.value.rejected.pipe(bad)
      })
      const { text } = yield* Recording.capture(Workflow.run(checked), { workflow: checked })
      assert.deepStrictEqual(told(text).filter((line) => line.startsWith("source")), [
        "source.value → store.value push 1",
        "source.value → store.value push Expected an integer",
        "source.value → store.value push 2",
        "source.value → store.value end Completed",
        "source.value → store.value pop 1",
        "source.value → store.value pop 2"
      ])
      const rejected = { element: 0.5, issue: "Expected an integer", position: 1, edge: "source.value → store.value" }
      assert.deepStrictEqual(told(text).filter((line) => line.startsWith("store")), [
        `store.value.rejected → bad.value push ${JSON.stringify(rejected)}`,
        "store.value.rejected → bad.value end Completed",
        `store.value.rejected → bad.value pop ${JSON.stringify(rejected)}`
      ])
    }))

  it.effect("an element is written as it is when it moves, whatever becomes of it", () =>
    Effect.gen(function*() {
      const Counter = Schema.Struct({ n: Schema.mutableKey(Schema.Int) })
      const Reusing = Stream.make("Reusing", {
        out: { counter: Counter },
        *run(_, { counter }) {
          const only = { n: 0 }
          for (; only.n < 2; only.n++) yield* counter.push(only)
        }
      })
      const reusing = Workflow.make(
        "reusing",
        { reuse: Reusing, rest: Sink.drain(Counter) },
        ({ rest, reuse }) => reuse.pipe(rest, { capacity: 1 })
      )
      const { text } = yield* Recording.capture(Workflow.run(reusing), { workflow: reusing })
      assert.deepStrictEqual(told(text).filter((line) => line.includes("push")), [
        `reuse.counter → rest.value push {"n":0}`,
        `reuse.counter → rest.value push {"n":1}`
      ])
    }))

  it.effect("an element that cannot be written is a line that says so, and the run goes on", () =>
    Effect.gen(function*() {
      const functions = copying(Schema.Unknown, [1, () => 1, undefined, null])
      const { exit, text } = yield* Recording.capture(Workflow.run(functions), { workflow: functions })
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(told(text).filter((line) => line.includes("pop")), [
        "source.value → all.value pop 1",
        "source.value → all.value pop Expected JSON value",
        "source.value → all.value pop Expected JSON value",
        "source.value → all.value pop null"
      ])
      const anything = copying(Schema.Any, [1, new Date(0), 1n, undefined])
      const any = yield* Recording.capture(Workflow.run(anything), { workflow: anything })
      assert.deepStrictEqual(told(any.text).filter((line) => line.includes("pop")), [
        "source.value → all.value pop 1",
        "source.value → all.value pop Expected JSON value",
        "source.value → all.value pop Expected JSON value",
        "source.value → all.value pop Expected JSON value"
      ])
    }))

  it.effect("what has no JSON form is refused by name before the run", () =>
    Effect.gen(function*() {
      class Socket {}
      let hasRun = false
      const sockets = Workflow.make("sockets", {
        source: Source.fromIterable(Schema.Struct({ from: Schema.Option(Schema.instanceOf(Socket)) }), []),
        all: Sink.drain(Schema.Unknown)
      }, ({ all, source }) => source.pipe(all))
      const run = Effect.andThen(Effect.sync(() => void (hasRun = true)), Workflow.run(sockets))
      const error = yield* Effect.flip(Recording.capture(run, { workflow: sockets }))
      assert.strictEqual(error.kind, "NotRecordable")
      assert.strictEqual(
        error.message,
        "sockets: source.value: its elements cannot be written: a declared type has no JSON form; annotate it with " +
          "toCodecJson"
      )
      assert.isFalse(hasRun)
    }))

  it.effect("a step or port that is not there is refused by name before the run", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Recording.capture(Workflow.run(parity), { workflow: parity, edges: ["splt"] }))
      assert.strictEqual(error.kind, "NoSuchEdge")
      assert.strictEqual(
        error.message,
        "parity: splt: no edge has it at one of its ends; the edges are numbers.value → split.n, " +
          "split.even → evens.value, split.odd → odds.value"
      )
    }))

  it.effect("tells runs apart, and leaves out those of other workflows", () =>
    Effect.gen(function*() {
      const other = copying(Schema.Int, [7])
      const both = Effect.all([Workflow.run(parity), Workflow.run(other), Workflow.run(parity)])
      const { text } = yield* Recording.capture(both, { workflow: parity, edges: ["evens"] })
      assert.deepStrictEqual(eventsOf(text).map(({ kind, run }) => [kind, run]), [
        ["start", 0],
        ["push", 0],
        ["end", 0],
        ["pop", 0],
        ["start", 1],
        ["push", 1],
        ["end", 1],
        ["pop", 1],
        ["exit", undefined]
      ])
    }))

  it.effect("a run that fails is recorded up to its end, and the step that failed", () =>
    Effect.gen(function*() {
      const failing = Workflow.make("failing", {
        source: Source.range({ end: Infinity }),
        strict: Sink.forEach(Schema.Int, (n) => n === 1 ? Effect.fail(new Error("one")) : Effect.void)
      }, ({ source, strict }) => source.pipe(strict, { capacity: 1 }))
      const { exit, text } = yield* Recording.capture(Workflow.run(failing), { workflow: failing })
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(told(text), [
        "source.value → strict.value push 0",
        "source.value → strict.value pop 0",
        "source.value → strict.value push 1",
        "source.value → strict.value pop 1",
        "source.value → strict.value end Cancelled"
      ])
      assert.deepStrictEqual(eventsOf(text).at(-1), {
        at: 0,
        kind: "exit",
        exit: "Failure",
        step: "failing/strict",
        cause: "Error: one"
      })
    }))

  it.effect("a step that is retried goes on recording on the same edges", () =>
    Effect.gen(function*() {
      let tries = 0
      const Flaky = Stream.make("Flaky", {
        in: { n: Schema.Int },
        *run({ n }) {
          const first = yield* n.pop
          if (tries++ === 0) return yield* Effect.fail("flaky")
          return first
        }
      })
      const retrying = Workflow.make("retrying", {
        source: Source.fromIterable(Schema.Int, [1, 2]),
        flaky: Step.retry(Flaky, Schedule.recurs(1))
      }, ({ flaky, source }) => source.pipe(flaky))
      const { text } = yield* Recording.capture(Workflow.run(retrying), { workflow: retrying })
      assert.deepStrictEqual(told(text), [
        "source.value → flaky.n push 1",
        "source.value → flaky.n push 2",
        "source.value → flaky.n end Completed",
        "source.value → flaky.n pop 1",
        "source.value → flaky.n pop 2"
      ])
    }))

  it.effect("does not change the results of a run, fused steps included", () =>
    Effect.gen(function*() {
      const chain = Workflow.make("chain", {
        source: Source.range({ end: 100 }),
        double: Transform.map(Schema.Int, Schema.Int, (n) => n * 2),
        few: Transform.filter(Schema.Int, (n) => n % 3 === 0),
        all: Sink.toArray(Schema.Int)
      }, ({ all, double, few, source }) => source.pipe(double).pipe(few).passed.pipe(all))
      const { exit } = yield* Recording.capture(Workflow.run(chain), { workflow: chain })
      assert.deepStrictEqual(exit, yield* Effect.exit(Workflow.run(chain)))
    }))
})
