// What the compiler accepts and refuses while wiring and running. After each @ts-expect-error stands a part of the message
// that a user sees; test/messages.test.ts holds the compiler to them.
import { type In, type Out, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
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
    // @ts-expect-error OutletDoesNotFitInlet<number, string>
    numbers.pipe(text)
    // @ts-expect-error OutletDoesNotFitInlet<number, string>
    numbers.pipe(text.value)
    // @ts-expect-error OutletDoesNotFitInlet<number, string>
    numbers.value.pipe(two.b)
    // @ts-expect-error OutletDoesNotFitInlet<string, number>
    two.y.pipe(number)
    // @ts-expect-error OutletDoesNotFitInlet<string, number>
    texts.pipe(copy).pipe(number)
    // @ts-expect-error OutletDoesNotFitInlet<{ readonly id: number; readonly name: string; }, { readonly id: number;
    rows.pipe(more)
    // @ts-expect-error "this step has several inlets: name one, such as step.inlet"
    numbers.pipe(two)
    // @ts-expect-error "this step has several outlets: name one, such as step.outlet.pipe(...)"
    two.pipe(either)
    // @ts-expect-error "this step has no outlet"
    number.pipe(either)
    // @ts-expect-error "this step has no inlet"
    numbers.pipe(texts)
    // @ts-expect-error Property 'z' does not exist
    two.z.pipe(number)
    // @ts-expect-error Property 'pipe' does not exist
    number.value.pipe(number)
    // @ts-expect-error Outlet<number>
    numbers.pipe(copy.m)
    // @ts-expect-error not assignable to parameter
    numbers.pipe(undefined)
    // @ts-expect-error not assignable to parameter
    numbers.pipe(TakesNumber)
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
  // @ts-expect-error is not assignable to type 'Input'
  Workflow.make("w", { step: NeedsArguments }, () => {})
  // @ts-expect-error is not assignable to type 'Input'
  Workflow.make("w", { step: 1 }, () => {})
  // @ts-expect-error is not assignable to type 'Input'
  Workflow.make("w", { step: new NeedsArguments(1) }, () => {})
  // @ts-expect-error Expected 1-2 arguments, but got 0
  NeedsArguments.of()
  // @ts-expect-error 'string' is not assignable to parameter of type 'number'
  NeedsArguments.of("1")
  // @ts-expect-error Expected 1-2 arguments, but got 3
  NeedsArguments.of(1, "label", 2)
}

const inner = Workflow.make("inner", { copy: Copy }, ({ copy }) => ({ in: { x: copy.n }, out: { y: copy.m } }))
const closed = Workflow.make(
  "closed",
  { numbers: Numbers, number: TakesNumber },
  ({ numbers, number }) => numbers.pipe(number)
)
const source = Workflow.make("source", { numbers: Numbers }, ({ numbers }) => ({ out: { y: numbers.value } }))
const sources = Workflow.make("sources", { a: Numbers, b: Texts }, ({ a, b }) => ({ out: { a: a.value, b: b.value } }))

export const running = () => {
  Workflow.run(closed)
  Workflow.layer(closed)
  Workflow.launch(inner)
  Workflow.toStream(source)
  // @ts-expect-error from type 'OpenPortsLeft<"x" | "y">': "~cannot run", "~open"
  Workflow.run(inner)
  // @ts-expect-error OpenPortsLeft<"y">
  Workflow.layer(source)
  // @ts-expect-error OpenPortsLeft<"x">
  Workflow.toStream(inner)
  // @ts-expect-error "this workflow has no open outlet to read"
  Workflow.toStream(closed)
  // @ts-expect-error "this workflow has several open outlets: connect all but one"
  Workflow.toStream(sources)
  // @ts-expect-error is not assignable to parameter of type 'Workflow<
  Workflow.run(Copy)
}

export const connecting = () => {
  const numbers = EffectStream.make(1, 2)
  Workflow.run(Workflow.connect(inner, { in: { x: numbers }, out: { y: EffectSink.sum } }))
  // @ts-expect-error OpenPortsLeft<"y">
  Workflow.run(Workflow.connect(inner, { in: { x: numbers } }))
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
    // @ts-expect-error OutletDoesNotFitInlet<string, number>
    s.pass.pipe(s.number)
  })
