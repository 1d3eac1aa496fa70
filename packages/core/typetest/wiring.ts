// What the compiler accepts and refuses while wiring and running. After each @ts-expect-error stands a part of the message
// that a user sees; test/types/messages.test.ts holds the compiler to them.
import { type Handle, type In, type Out, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"

const Numbers = Source.range({ end: 10 })
const Texts = Source.fromIterable(Schema.String, ["a"])
const TakesNumber = Sink.drain(Schema.Number)
const TakesText = Sink.drain(Schema.String)
const TakesEither = Sink.drain(Schema.Union([Schema.Number, Schema.String]))

const Row = Schema.Struct({ id: Schema.Int, name: Schema.String })
const Rows = Source.fromIterable(Row, [])
const TakesId = Sink.drain(Schema.Struct({ id: Schema.Number }))
const TakesMore = Sink.drain(Schema.Struct({ id: Schema.Int, name: Schema.String, more: Schema.Boolean }))

const Two = Stream.make("Two", {
  in: { a: Schema.Number, b: Schema.String },
  out: { x: Schema.Number, y: Schema.String },
  *run() {}
})
const Copy = Stream.make("Copy", {
  in: { n: Schema.Number },
  out: { m: Schema.Number },
  run: ({ n }, { m }) => n.forEach((x) => m.push(x))
})

// Accepted: the same type, a narrower outlet, a wider inlet, by step and by port, chained, with options.
export const accepted = () =>
  Workflow.make("accepted", {
    numbers: Numbers,
    texts: Texts,
    rows: Rows,
    two: Two,
    copy: Copy,
    number: TakesNumber,
    text: TakesText,
    either: TakesEither,
    id: TakesId
  }, ({ numbers, texts, rows, two, copy, number, text, either, id }) => {
    numbers.pipe(two.a)
    texts.pipe(two.b)
    two.x.pipe(number)
    two.y.pipe(text.value)
    two.x.pipe(either)
    two.y.pipe(either, { capacity: 4 })
    rows.pipe(id)
    numbers.value.pipe(copy.n).m.pipe(number)
    numbers.pipe(copy).pipe(number, {})
  })

export const refused = () =>
  Workflow.make("refused", {
    numbers: Numbers,
    texts: Texts,
    rows: Rows,
    two: Two,
    copy: Copy,
    number: TakesNumber,
    text: TakesText,
    either: TakesEither,
    more: TakesMore
  }, ({ numbers, texts, rows, two, copy, number, text, either, more }) => {
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<number, string>'.
    numbers.pipe(text)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<number, string>'.
    numbers.pipe(text.value)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<number, string>'.
    numbers.value.pipe(two.b)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<string, number>'.
    two.y.pipe(number)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<string, number>'.
    texts.pipe(copy).pipe(number)
    // @ts-expect-error type 'OutletDoesNotFitInlet<{ readonly id: number; readonly name: string; }, { readonly id: number;
    rows.pipe(more)
    // @ts-expect-error Property 'more' is missing in type '{ readonly id: number; readonly name: string; }' but required in
    rows.pipe(more.value)
    // @ts-expect-error is not assignable to parameter of type 'StepHasSeveralInlets<"a" | "b">'.
    numbers.pipe(two)
    // @ts-expect-error is not assignable to type '"name one of them: step.inlet"'.
    numbers.pipe(two)
    // @ts-expect-error is not assignable to parameter of type 'StepHasSeveralOutlets<"x" | "y">'.
    two.pipe(either)
    // @ts-expect-error is not assignable to type '"name one of them: step.outlet"'.
    two.pipe(either)
    // @ts-expect-error is not assignable to parameter of type 'StepHasNoOutlet'.
    number.pipe(either)
    // @ts-expect-error is not assignable to type '"this step gives no elements: it is where they end"'.
    number.pipe(either)
    // @ts-expect-error is not assignable to parameter of type 'StepHasNoInlet'.
    numbers.pipe(texts)
    // @ts-expect-error is not assignable to type '"this step takes no elements: it is where they come from"'.
    numbers.pipe(texts)
    // @ts-expect-error Property 'z' does not exist on type 'Handle<{ readonly a: number; readonly b: string; }, { readonly x
    two.z.pipe(number)
    // @ts-expect-error Property 'p' does not exist on type 'Handle<{ readonly n: number; }, { readonly m: number; }>'.
    numbers.pipe(copy.p)
    // @ts-expect-error Property 'pipe' does not exist on type 'Inlet<number, Handle<{ readonly value: number; }, {}>>'.
    number.value.pipe(number)
    // @ts-expect-error in type 'Outlet<number>' but required in type 'InletOrStep'.
    numbers.pipe(copy.m)
    // @ts-expect-error Property '"pipe to an inlet, or to a step that has only one"' is missing in type 'Outlet<Rejected>'
    numbers.pipe(copy.n.rejected)
    // @ts-expect-error Argument of type 'undefined' is not assignable to parameter of type 'InletOrStep'.
    numbers.pipe(undefined)
    // @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'InletOrStep'.
    numbers.pipe("number")
    // @ts-expect-error Property '"pipe to an inlet, or to a step that has only one"' is missing in type 'Definition<
    numbers.pipe(TakesNumber)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<string, number>'.
    two.y.pipe(two.a)
    // What is chained to a refused pipe is checked as if it had been right.
    // @ts-expect-error parameter of type 'StepHasSeveralOutlets<"x" | "y">'.
    two.pipe(copy).pipe(number)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<string, number>'.
    texts.pipe(copy).m.pipe(number)
    // @ts-expect-error 'string' is not assignable to type 'number'
    numbers.pipe(number, { capacity: "4" })
    // @ts-expect-error 'capcity' does not exist in type 'PipeOptions<
    numbers.pipe(number, { capcity: 4 })
    // @ts-expect-error Cannot assign to 'n'
    copy.n = two.a
  })

// @ts-expect-error Property 'missing' does not exist
export const missing = () => Workflow.make("w", { numbers: Numbers }, ({ missing }) => missing)

class NeedsArguments extends Stream.Class("NeedsArguments", { in: { n: Schema.Number } }) {
  constructor(readonly factor: number, readonly label?: string) {
    super()
  }
  *run() {}
}

export const steps = () => {
  Workflow.make("w", { ok: NeedsArguments.of(1), also: NeedsArguments.of(1, "label") }, () => {})
  // @ts-expect-error is missing in type 'typeof NeedsArguments' but required in type 'ClassTakesArguments<[factor: number,
  Workflow.make("w", { step: NeedsArguments }, () => {})
  // @ts-expect-error Property '"give them: Class.of(...)"' is missing in type 'typeof NeedsArguments'
  Workflow.make("w", { step: NeedsArguments }, () => {})
  // However many steps there are, the others are wired as if it had been right.
  // @ts-expect-error Property '"give them: Class.of(...)"' is missing in type 'typeof NeedsArguments'
  Workflow.make("w", { numbers: Numbers, copy: Copy, step: NeedsArguments }, ({ numbers, copy, step }) => {
    numbers.pipe(copy).pipe(step)
    numbers.pipe(step.n)
  })
  // @ts-expect-error is not assignable to type 'Input'
  Workflow.make("w", { step: 1 }, () => {})
  // @ts-expect-error is not assignable to type 'Input'
  Workflow.make("w", { step: new NeedsArguments(1) }, () => {})
  // @ts-expect-error Property '"give them: Class.of(...)"' is missing in type 'typeof NeedsArguments'
  Workflow.fromDescription({}, { Numbers, NeedsArguments })
  // @ts-expect-error Expected 1-2 arguments, but got 0
  NeedsArguments.of()
  // @ts-expect-error 'string' is not assignable to parameter of type 'number'
  NeedsArguments.of("1")
  // @ts-expect-error Expected 1-2 arguments, but got 3
  NeedsArguments.of(1, "label", 2)
}

export const opening = () => {
  Workflow.make("w", { copy: Copy }, ({ copy }) => ({ in: { x: copy }, out: { y: [copy, copy.m] } }))
  // @ts-expect-error Type 'Outlet<number>' is not assignable to type
  Workflow.make("w", { copy: Copy }, ({ copy }) => ({ in: { x: copy.m } }))
  // @ts-expect-error is not assignable to type 'StepHasSeveralInlets<"a" | "b">'.
  Workflow.make("w", { two: Two }, ({ two }) => ({ in: { x: two } }))
  // @ts-expect-error is not assignable to type '"name one of them: step.outlet"'.
  Workflow.make("w", { copy: Copy, two: Two }, ({ copy, two }) => ({ out: { y: [copy.m, two] } }))
  // @ts-expect-error is not assignable to type 'StepHasNoInlet'.
  Workflow.make("w", { numbers: Numbers }, ({ numbers }) => ({ in: { x: numbers } }))
  // @ts-expect-error is not assignable to type 'StepHasNoOutlet'.
  Workflow.make("w", { number: TakesNumber }, ({ number }) => ({ out: { y: number } }))
  // @ts-expect-error Property '"return { in, out }, or nothing"' is missing
  Workflow.make("w", { copy: Copy }, ({ copy }) => ({ in: { x: copy.n }, outs: { y: copy.m } }))
}

const inner = Workflow.make("inner", { copy: Copy }, ({ copy }) => ({ in: { x: copy.n }, out: { y: copy.m } }))
const closed = Workflow.make(
  "closed",
  { numbers: Numbers, number: TakesNumber },
  ({ numbers, number }) => numbers.pipe(number)
)
const source = Workflow.make("source", { numbers: Numbers }, ({ numbers }) => ({ out: { y: numbers.value } }))
const sometimes = Workflow.make("sometimes", { copy: Copy }, ({ copy }) => {
  if (Math.random() < 0.5) return { in: { x: copy } }
})
const sources = Workflow.make("sources", { a: Numbers, b: Texts }, ({ a, b }) => ({ out: { a: a.value, b: b.value } }))

export const running = () => {
  Workflow.run(closed)
  Workflow.layer(closed)
  Workflow.launch(inner)
  Workflow.toStream(source)
  closed.pipe(Workflow.run)
  source.pipe(Workflow.toStream)
  // @ts-expect-error '"connect them, launch it, or make it a step of another workflow"' is missing in type 'Workflow<
  Workflow.run(inner)
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"x" | "y">'.
  Workflow.run(inner)
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"x" | "y">'.
  inner.pipe(Workflow.run)
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"x">'.
  Workflow.run(sometimes)
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"y">'.
  Workflow.layer(source)
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"x">'.
  Workflow.toStream(inner)
  // @ts-expect-error '"return { out: { name: step.outlet } } from its wiring"' is missing
  Workflow.toStream(closed)
  // @ts-expect-error required in type 'WorkflowHasSeveralOpenOutlets<"a" | "b">'.
  Workflow.toStream(sources)
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"
  Workflow.run(Copy)
  // A stream is no workflow, with ports or without.
  // @ts-expect-error Property '"~workflow"' is missing in type 'Definition<{}, {}, void, never, never>'
  Workflow.run(Stream.make("Idle", { *run() {} }))
  // @ts-expect-error Property '"~workflow"' is missing in type 'Definition<
  Workflow.launch(Copy)
  // @ts-expect-error but required in type 'AnyWorkflow'.
  Workflow.toMermaid(Copy)
  // @ts-expect-error Argument of type 'undefined' is not assignable to parameter of type 'Workflow<
  Workflow.run(undefined)
}

export const connecting = () => {
  const numbers = EffectStream.make(1, 2)
  Workflow.run(Workflow.connect(inner, { in: { x: numbers }, out: { y: EffectSink.sum } }))
  // @ts-expect-error required in type 'WorkflowHasOpenPorts<"y">'.
  Workflow.run(Workflow.connect(inner, { in: { x: numbers } }))
  // @ts-expect-error 'z' does not exist in type '{ readonly x?: Stream<number, unknown, unknown>; }'.
  Workflow.connect(inner, { in: { z: numbers } })
  // @ts-expect-error required in type 'NoSuchOpenPort<"x">'.
  Workflow.connect(inner, { in: { x: numbers, z: numbers } })
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  Workflow.connect(inner, { in: { x: EffectStream.make("a") } })
  const texts = EffectSink.take<string>(1)
  // @ts-expect-error Type 'number' is not assignable to type 'string'
  Workflow.connect(inner, { out: { y: texts } })
}

export const launched = (running: Workflow.Running<{ readonly x: number }, { readonly y: string }, {}, never>) => {
  running.in.x.push(1)
  const y: In<string> = running.out.y
  // @ts-expect-error 'string' is not assignable to parameter of type 'number'
  running.in.x.push("1")
  // @ts-expect-error Property 'z' does not exist
  const z = running.out.z
  // @ts-expect-error Property 'y' does not exist
  const notIn = running.in.y
  const drained: Effect.Effect<{}> = running.drain()
  // @ts-expect-error DrainTimeout
  const inTime: Effect.Effect<{}> = running.drain({ timeout: "1 second" })
  return [y, z, notIn, drained, inTime]
}

// Ports stay what they were declared: an In is read, an Out is written.
export const ports = (n: In<number>, m: Out<number>, either: In<number | string>) => {
  const wider: In<number | string> = n
  const narrower: Out<1> = m
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  const narrow: In<number> = either
  // @ts-expect-error is not assignable to type 'Out<string | number>'
  const wide: Out<number | string> = m
  // @ts-expect-error Property 'push' does not exist on type 'In<number>'
  n.push(1)
  // @ts-expect-error Property 'pop' does not exist on type 'Out<number>'
  const popped = m.pop
  // @ts-expect-error 'string' is not assignable to parameter of type 'number'
  m.push("a")
  // @ts-expect-error Cannot assign to 'pop' because it is a read-only property
  n.pop = either.pop
  // @ts-expect-error Type 'Out<number>' is missing the following properties from type 'In<number>'
  const crossed: In<number> = m
  // @ts-expect-error Type 'Out<number>' is missing the following properties from type 'In<unknown>'
  Port.select({ m })
  return [wider, narrower, narrow, wide, crossed, popped]
}

// A generic stream keeps its element type through wiring.
export const passOn = <S extends Schema.Constraint>(schema: S) =>
  Stream.make("PassOn", {
    in: { value: schema },
    out: { passed: schema },
    run: ({ value }, { passed }) => value.forEach((element) => passed.push(element))
  })

export const generic = () =>
  Workflow.make("generic", { texts: Texts, pass: passOn(Schema.String), text: TakesText, number: TakesNumber }, (s) => {
    s.texts.pipe(s.pass).pipe(s.text)
    // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<string, number>'.
    s.pass.pipe(s.number)
  })

// A function around `make` takes steps as it does.
export const watched = <const Steps extends { readonly [name: string]: unknown }>(
  steps: Handle.Steppable<Steps>,
  wire: (steps: Handle.Handles<Steps>) => void
) => Workflow.make("watched", steps, wire)
export const watching = () => {
  watched({ numbers: Numbers, number: TakesNumber }, ({ numbers, number }) => void numbers.pipe(number))
  // @ts-expect-error parameter of type 'OutletDoesNotFitInlet<string, number>'.
  watched({ texts: Texts, number: TakesNumber }, ({ texts, number }) => void texts.pipe(number))
}
