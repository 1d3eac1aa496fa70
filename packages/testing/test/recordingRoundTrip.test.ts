/** Recorded, read and replayed, a stream does what it did: whatever its elements, its graph, the capacities and the schedule. */
import { type Definition, Junction, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import { Recording, TestScheduler, TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { TestClock } from "effect/testing"

class Reading extends Schema.Class<Reading>("Reading")({ at: Schema.Date, value: Schema.Number }) {}

interface Tree {
  readonly value: number
  readonly children: ReadonlyArray<Tree>
}
const Tree: Schema.Codec<Tree> = Schema.Struct({
  value: Schema.Int,
  children: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
})
const leaf = (value: number, ...children: ReadonlyArray<Tree>): Tree => ({ value, children })

/** JSON has no -0. */
const numbers = [0, 1.5, Number.NaN, Infinity, -Infinity]

const elementsOf: Readonly<
  Record<string, { readonly schema: Schema.Constraint; readonly elements: ReadonlyArray<unknown> }>
> = {
  numbers: { schema: Schema.Number, elements: numbers },
  falsy: {
    schema: Schema.Union([Schema.Null, Schema.Boolean, Schema.String, Schema.Int]),
    elements: [null, false, "", 0, true]
  },
  undefined: { schema: Schema.UndefinedOr(Schema.Int), elements: [undefined, 0, undefined, 1] },
  bigints: { schema: Schema.BigInt, elements: [0n, -1n, 2n ** 70n] },
  dates: { schema: Schema.Date, elements: [new Date(0), new Date("2026-11-05T12:00:00.5Z")] },
  branded: { schema: Schema.String.pipe(Schema.brand("Id")), elements: ["a", "\n\u2028\"}", "\ud83d\ude00"] },
  options: { schema: Schema.Option(Schema.Option(Schema.Date)), elements: [Option.none(), Option.some(Option.none())] },
  classes: {
    schema: Schema.Union([
      Reading,
      Schema.Struct({ _tag: Schema.tag("Gap"), rows: Schema.ReadonlyMap(Schema.String, Schema.BigInt) })
    ]),
    elements: [new Reading({ at: new Date(5), value: Number.NaN }), { _tag: "Gap", rows: new Map([["a", 1n]]) }]
  },
  nested: { schema: Tree, elements: [leaf(1), leaf(2, leaf(3, leaf(4)), leaf(5))] },
  optional: {
    schema: Schema.Struct({
      a: Schema.optionalKey(Schema.Int),
      b: Schema.optional(Schema.String),
      c: Schema.NullOr(Schema.Int)
    }),
    elements: [{ c: null }, { a: 0, b: "", c: 0 }]
  },
  bytes: { schema: Schema.Uint8Array, elements: [new Uint8Array(), new Uint8Array([0, 255])] }
}

/** Streams of two inlets, `a` and `b`; what some push depends on what comes first. */
const streamsOf = (schema: Schema.Constraint): Readonly<Record<string, Definition.Input>> => {
  const ports = { in: { a: schema, b: schema }, out: { x: schema, y: schema } }
  return {
    merge: Junction.merge({ a: schema, b: schema }),
    interleave: Junction.interleave({ a: schema, b: schema }),
    zip: Junction.zip({ a: schema, b: schema }),
    select: Stream.make("select", {
      ...ports,
      *run(ins, { x, y }) {
        for (let n = 0;; n++) {
          const { _tag, value } = yield* Port.select(ins)
          yield* (n % 3 === 0 ? x : y).push(value)
          if (_tag === "b") yield* y.push(value)
        }
      }
    }),
    batches: Stream.make("batches", {
      in: ports.in,
      out: { list: Schema.Array(schema) },
      *run({ a, b }, { list }) {
        while (true) {
          yield* list.push(yield* a.popUpTo(3))
          yield* list.push(yield* b.popUpTo(2))
        }
      }
    }),
    room: Stream.make("room", {
      ...ports,
      *run({ a, b }, outs) {
        for (const inlet of [a, b]) {
          while (yield* Effect.match(inlet.peek, { onSuccess: () => true, onFailure: () => false })) {
            const outlet = yield* Port.room(outs)
            yield* outs[outlet].push(yield* inlet.pop)
          }
        }
      }
    }),
    leaves: Stream.make("leaves", {
      ...ports,
      *run({ a, b }, { x, y }) {
        yield* x.push(yield* a.peek)
        yield* y.push(yield* b.pop)
        yield* x.end
        yield* y.push(yield* a.pop)
        yield* b.peek
      }
    }),
    fails: Stream.make("fails", {
      ...ports,
      *run({ a, b }, { x, y }) {
        yield* x.push(yield* a.pop)
        yield* y.push(yield* b.pop)
        yield* x.push(yield* a.pop)
        return yield* Effect.fail("failed")
      }
    })
  }
}

const outletsOf = (stream: Definition.Input) => Workflow.describe(Workflow.single(stream)).steps[0]!.out

/** Two sources, the stream, a copy after each outlet, and sinks, of which some leave early; built by name. */
const graphOf = (
  stream: Definition.Input,
  schema: Schema.Constraint,
  inputs: Readonly<Record<"a" | "b", ReadonlyArray<unknown>>>,
  options: { readonly capacity: number; readonly millis: number; readonly takes: number }
) => {
  const brought = (elements: ReadonlyArray<unknown>, millis: number) =>
    Source.fromStream(
      schema,
      millis === 0 ? EffectStream.fromIterable(elements) : EffectStream.fromIterable(elements).pipe(
        EffectStream.tap(() => Effect.sleep(millis))
      )
    )
  const single = Workflow.single(stream)
  const steps: Record<string, Definition.Input> = {
    a: brought(inputs.a, options.millis),
    b: brought(inputs.b, 2 * options.millis),
    it: stream
  }
  const edges = [{ from: "a.value", to: "it.a" }, { from: "b.value", to: "it.b" }]
  for (const outlet of outletsOf(stream)) {
    const { schema } = Option.getOrThrow(Workflow.declaration(single, `stream.${outlet}`))
    steps[`copy-${outlet}`] = Transform.map(schema, schema, (element) => element)
    steps[`sink-${outlet}`] = Stream.make("take", {
      in: { value: schema },
      *run({ value }) {
        for (let left = options.takes; left > 0; left--) yield* value.pop
      }
    })
    edges.push(
      { from: `it.${outlet}`, to: `copy-${outlet}.value` },
      { from: `copy-${outlet}.mapped`, to: `sink-${outlet}.value` }
    )
  }
  const description = {
    version: 1,
    name: "graph",
    capacity: options.capacity,
    steps: Object.entries(steps).map(([name, step]) => ({
      ...Workflow.describe(Workflow.single(step)).steps[0]!,
      name
    })),
    edges: edges.map((edge) => ({ ...edge, capacity: options.capacity })),
    in: {},
    out: {}
  }
  return { steps, workflow: Workflow.fromDescription(description, steps) }
}

const integer = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const cases = Schema.Struct({
  stream: Schema.Literals(["merge", "interleave", "zip", "select", "batches", "room", "leaves", "fails"]),
  elements: Schema.Literals(Object.keys(elementsOf)),
  lengths: Schema.Tuple([integer(0, 12), integer(0, 12)]),
  capacity: integer(1, 5),
  millis: Schema.Literals([0, 1, 7]),
  takes: Schema.Literals([1, 3, 99, 100]),
  seed: integer(0, 1_000_000),
  preempt: Schema.Boolean
})

describe("a recording, read and replayed", () => {
  it.effect.prop(
    "every step does what it did",
    { it: Arbitrary.schema(cases) },
    ({ it: { capacity, elements: name, lengths, millis, preempt, seed, stream: kind, takes } }) =>
      Effect.gen(function*() {
        const { elements, schema } = elementsOf[name]!
        const cycle = (length: number, from: number) =>
          Array.from({ length }, (_, n) => elements[(from + n) % elements.length])
        const inputs = { a: cycle(lengths[0], 0), b: cycle(lengths[1], 1) }
        const stream = streamsOf(schema)[kind]!
        // An element that was pushed when nobody read any more is in no recording: who had room is not known then.
        const { steps, workflow } = graphOf(stream, schema, inputs, {
          capacity,
          millis,
          takes: kind === "room" ? 99 : takes
        })
        const run = Workflow.run(workflow) as Effect.Effect<unknown, unknown>
        const recording = Recording.capture(run, { workflow })
        const fiber = yield* Effect.forkChild(TestScheduler.withSeed(recording, seed, { preempt }))
        while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 second")
        const { text } = yield* Fiber.join(fiber)
        for (const [step, stream] of Object.entries(steps)) {
          // What brings the elements at their times has their times.
          yield* Recording.replay(text, stream, { step, patience: "50 millis" }) as Effect.Effect<unknown, unknown>
        }
      }),
    { arbitrary: { runs: 120 }, timeout: 60_000 }
  )

  it.effect.prop(
    "TestStream.run gives what is expected from a run that came to its end, for streams that do not look who is first",
    { it: Arbitrary.schema(cases) },
    ({ it: { capacity, elements: name, lengths, preempt, seed } }) =>
      Effect.gen(function*() {
        const { elements, schema } = elementsOf[name]!
        const inputs = {
          a: Array.from({ length: lengths[0] }, (_, n) => elements[n % elements.length]),
          b: [...elements]
        }
        const stream = streamsOf(schema)["zip"]!
        const { workflow } = graphOf(stream, schema, inputs, { capacity, millis: 0, takes: 99 })
        const recording = Recording.capture(Workflow.run(workflow) as Effect.Effect<unknown, unknown>, { workflow })
        const { text } = yield* TestScheduler.withSeed(recording, seed, { preempt })
        const { cut, expected, inputs: fed } = yield* TestStream.fromRecording(text, stream, { step: "it" })
        const { outputs } = yield* TestStream.run(stream, fed) as Effect.Effect<TestStream.Outcome<Definition.Input>>
        assert.deepStrictEqual(outputs, expected)
        assert.deepStrictEqual(cut, [])
      }),
    { arbitrary: { runs: 60 }, timeout: 60_000 }
  )

  for (const [name, { elements, schema }] of Object.entries(elementsOf)) {
    it.effect(`elements are what they were: ${name}`, () =>
      Effect.gen(function*() {
        const copying = Workflow.make("copying", {
          source: Source.fromIterable(schema, elements),
          all: Sink.toArray(schema)
        }, ({ all, source }) => source.pipe(all))
        const { text } = yield* Recording.capture(Workflow.run(copying), { workflow: copying })
        const { expected } = yield* TestStream.fromRecording(text, Source.fromIterable(schema, elements), {
          step: "source"
        })
        assert.deepStrictEqual(expected, { value: elements })
        const { inputs } = yield* TestStream.fromRecording(text, Sink.toArray(schema), { step: "all" })
        assert.deepStrictEqual(inputs, { value: elements })
      }))
  }
})
