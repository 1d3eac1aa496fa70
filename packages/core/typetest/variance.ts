// Which outlets fit which inlets: a narrower outlet fits a wider inlet, and not the other way, whatever the element types
// are made of. After each @ts-expect-error stands a part of the message that a user sees; test/types/messages.test.ts holds the
// compiler to them.
import { type In, type Out, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Schema from "effect/Schema"

declare const gives: <S extends Schema.Constraint>(schema: S) => Workflow.Outlet<S["Type"]>
declare const takes: <S extends Schema.Constraint>(schema: S) => Workflow.Inlet<S["Type"], "the step">

export const literalsAndUnions = () => {
  const numberOrText = Schema.Union([Schema.Number, Schema.String])
  gives(Schema.Number).pipe(takes(numberOrText))
  gives(Schema.Literal("a")).pipe(takes(Schema.String))
  gives(Schema.Literal("a")).pipe(takes(Schema.Literals(["a", "b"])))
  gives(Schema.Int).pipe(takes(Schema.Number))
  gives(Schema.Boolean).pipe(takes(Schema.Literals([true, false])))
  gives(Schema.String).pipe(takes(Schema.Unknown))
  gives(Schema.Never).pipe(takes(Schema.String))
  gives(Schema.Literal("on")).pipe(takes(Schema.TemplateLiteral(["o", Schema.String])))
  // @ts-expect-error type 'OutletDoesNotFitInlet<string | number, number>'.
  gives(numberOrText).pipe(takes(Schema.Number))
  // @ts-expect-error type 'OutletDoesNotFitInlet<string, "a">'.
  gives(Schema.String).pipe(takes(Schema.Literal("a")))
  // @ts-expect-error type 'OutletDoesNotFitInlet<"a" | "b", "a">'.
  gives(Schema.Literals(["a", "b"])).pipe(takes(Schema.Literal("a")))
  // @ts-expect-error type 'OutletDoesNotFitInlet<boolean, true>'.
  gives(Schema.Boolean).pipe(takes(Schema.Literal(true)))
  // @ts-expect-error type 'OutletDoesNotFitInlet<string | null, string>'.
  gives(Schema.NullOr(Schema.String)).pipe(takes(Schema.String))
  // @ts-expect-error type 'OutletDoesNotFitInlet<unknown, string>'.
  gives(Schema.Unknown).pipe(takes(Schema.String))
  // @ts-expect-error type 'OutletDoesNotFitInlet<string, never>'.
  gives(Schema.String).pipe(takes(Schema.Never))
  // @ts-expect-error type 'OutletDoesNotFitInlet<string, `o${string}`>'.
  gives(Schema.String).pipe(takes(Schema.TemplateLiteral(["o", Schema.String])))
}

export const brands = () => {
  const Id = Schema.Int.pipe(Schema.brand("Id"))
  const UserId = Id.pipe(Schema.brand("UserId"))
  gives(Id).pipe(takes(Schema.Number))
  gives(UserId).pipe(takes(Id))
  gives(Schema.Array(Id)).pipe(takes(Schema.Array(Schema.Number)))
  // @ts-expect-error type 'OutletDoesNotFitInlet<number, number & Brand<"Id">>'.
  gives(Schema.Number).pipe(takes(Id))
  // @ts-expect-error type 'OutletDoesNotFitInlet<number & Brand<"Id">, number & Brand<"Id"> & Brand<"UserId">>'.
  gives(Id).pipe(takes(UserId))
}

class Person extends Schema.Class<Person>("Person")({ name: Schema.String }) {
  get greeting() {
    return `Hello, ${this.name}`
  }
}
class Employee extends Person.extend<Employee>("Employee")({ salary: Schema.Number }) {}
class Left extends Schema.TaggedClass<Left>()("Left", { at: Schema.Int }) {}
class Right extends Schema.TaggedClass<Right>()("Right", { at: Schema.Int }) {}

export const classes = () => {
  const Named = Schema.Struct({ name: Schema.String })
  gives(Person).pipe(takes(Person))
  gives(Employee).pipe(takes(Person))
  gives(Person).pipe(takes(Named))
  gives(Left).pipe(takes(Schema.Union([Left, Right])))
  // @ts-expect-error type 'OutletDoesNotFitInlet<Person, Employee>'.
  gives(Person).pipe(takes(Employee))
  // @ts-expect-error type 'OutletDoesNotFitInlet<{ readonly name: string; }, Person>'.
  gives(Named).pipe(takes(Person))
  // @ts-expect-error type 'OutletDoesNotFitInlet<Left, Right>'.
  gives(Left).pipe(takes(Right))
  // @ts-expect-error type 'OutletDoesNotFitInlet<Left | Right, Left>'.
  gives(Schema.Union([Left, Right])).pipe(takes(Left))
}

export const fields = () => {
  const required = Schema.Struct({ a: Schema.String })
  const optional = Schema.Struct({ a: Schema.optional(Schema.String) })
  const optionalKey = Schema.Struct({ a: Schema.optionalKey(Schema.String) })
  const mutable = Schema.Struct({ a: Schema.mutableKey(Schema.String) })
  const more = Schema.Struct({ a: Schema.String, b: Schema.Int })
  const nested = Schema.Struct({ row: more })
  gives(required).pipe(takes(optional))
  gives(required).pipe(takes(optionalKey))
  gives(optionalKey).pipe(takes(optional))
  gives(more).pipe(takes(required))
  gives(nested).pipe(takes(Schema.Struct({ row: required })))
  gives(mutable).pipe(takes(required))
  // As everywhere in TypeScript, `readonly` on a field says nothing of whom it is given to; on an array it does.
  gives(required).pipe(takes(mutable))
  gives(Schema.mutable(Schema.Array(Schema.Int))).pipe(takes(Schema.Array(Schema.Number)))
  gives(Schema.Tuple([Schema.String, Schema.Int])).pipe(takes(Schema.Array(Schema.Unknown)))
  // @ts-expect-error type 'OutletDoesNotFitInlet<{ readonly a?: string; }, { readonly a: string; }>'.
  gives(optionalKey).pipe(takes(required))
  // @ts-expect-error Types of property 'a' are incompatible.
  gives(optional).pipe(takes(optionalKey))
  // @ts-expect-error Property 'b' is missing in type '{ readonly a: string; }' but required in type
  gives(required).pipe(takes(more))
  // @ts-expect-error Property 'b' is missing in type '{ readonly a: string; }' but required in type
  gives(Schema.Struct({ row: required })).pipe(takes(nested))
  // @ts-expect-error type 'OutletDoesNotFitInlet<readonly number[], number[]>'.
  gives(Schema.Array(Schema.Int)).pipe(takes(Schema.mutable(Schema.Array(Schema.Number))))
  // @ts-expect-error type 'OutletDoesNotFitInlet<readonly unknown[], readonly [string, number]>'.
  gives(Schema.Array(Schema.Unknown)).pipe(takes(Schema.Tuple([Schema.String, Schema.Int])))
}

// However many fields there are, the last line is about the one that differs.
export const manyFields = () => {
  const address = { street: Schema.String, number: Schema.String, zip: Schema.String, city: Schema.String }
  const person = { first: Schema.String, last: Schema.String, born: Schema.Date, address: Schema.Struct(address) }
  const order = { id: Schema.String, at: Schema.Date, from: Schema.Struct(person), to: Schema.Struct(person) }
  const Order = Schema.Struct({ ...order, price: Schema.Number })
  // @ts-expect-error Type 'string' is not assignable to type 'number'.
  gives(Schema.Struct({ ...order, price: Schema.String })).pipe(takes(Order))
  // @ts-expect-error Types of property 'price' are incompatible.
  gives(Schema.Struct({ ...order, price: Schema.String })).pipe(takes(Order))
}

// A generic stream keeps its element type through wiring: a class with a type parameter, one made by a function, and a
// function around `Stream.make`.
class Pass<A> extends Stream {
  readonly value!: In<A>
  readonly passed!: Out<A>
  constructor(readonly prefer?: A) {
    super()
  }
  *run() {
    yield* this.value.forEach((element) => this.passed.push(this.prefer ?? element))
  }
}
const passing = <S extends Schema.Constraint>(schema: S) =>
  class Passing extends Stream.Class("Passing", { in: { value: schema }, out: { passed: schema } }) {
    *run() {
      yield* this.in.value.forEach((element) => this.out.passed.push(element))
    }
  }
const pass = <S extends Schema.Constraint>(schema: S) =>
  Stream.make("pass", {
    in: { value: schema },
    out: { passed: schema },
    run: ({ value }, { passed }) => value.forEach((element) => passed.push(element))
  })
const pairUp = <A extends Schema.Constraint, B extends Schema.Constraint>(a: A, b: B) =>
  Stream.make("pairUp", {
    in: { a, b },
    out: { pair: Schema.Tuple([a, b]) },
    *run() {}
  })

export const generics = () =>
  Workflow.make("generics", {
    texts: Source.fromIterable(Schema.String, []),
    byArgument: Pass<string>,
    byConstructor: (Pass<string>).of("a"),
    byFunction: passing(Schema.String),
    made: pass(Schema.String),
    literal: pass(Schema.Literals(["a", "b"])),
    paired: pairUp(Schema.String, Schema.Int),
    lengths: Transform.map(Schema.String, Schema.Int, (text) => text.length),
    text: Sink.drain(Schema.String),
    number: Sink.drain(Schema.Number),
    pairs: Sink.drain(Schema.Tuple([Schema.String, Schema.Number]))
  }, (s) => {
    s.texts.pipe(s.byArgument).pipe(s.byConstructor).pipe(s.byFunction).pipe(s.made).pipe(s.text)
    s.literal.pipe(s.made)
    s.texts.pipe(s.lengths).pipe(s.paired.b)
    s.texts.pipe(s.paired.a).pair.pipe(s.pairs)
    // @ts-expect-error type 'OutletDoesNotFitInlet<string, number>'.
    s.byArgument.pipe(s.number)
    // @ts-expect-error type 'OutletDoesNotFitInlet<string, number>'.
    s.byConstructor.pipe(s.number)
    // @ts-expect-error type 'OutletDoesNotFitInlet<string, number>'.
    s.byFunction.pipe(s.number)
    // @ts-expect-error type 'OutletDoesNotFitInlet<string, "a" | "b">'.
    s.made.pipe(s.literal)
    // @ts-expect-error type 'OutletDoesNotFitInlet<readonly [string, number], string>'.
    s.paired.pipe(s.text)
  })

// Where a type parameter is still open, its constraint decides.
export const open = <S extends Schema.Schema<string>>(schema: S) =>
  Workflow.make("open", {
    source: Source.fromIterable(schema, []),
    pass: pass(schema),
    text: Sink.drain(Schema.String)
  }, (s) => {
    s.source.value.pipe(s.pass.value)
    s.source.value.pipe(s.text)
  })
