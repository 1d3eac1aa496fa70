// What the compiler infers: elements, results, errors and services, each exactly.
import { type Definition, type In, type Out, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const exactly = <A, B>(_: Exactly<A, B>) => {}
type Parts<T> = T extends Effect.Effect<infer A, infer E, infer R> ? readonly [A, E, R] : never

class Db extends Context.Service<Db, { readonly save: (n: number) => Effect.Effect<void, SaveError> }>()("Db") {}
class Mail extends Context.Service<Mail, string>()("Mail") {}
class SaveError extends Data.TaggedError("SaveError")<{}> {}
class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}

// -----------------------------------------------------------------------------
// a stream: elements, result, error, services
// -----------------------------------------------------------------------------

class Split extends Stream {
  readonly n!: In<number>
  readonly even!: Out<number>
  readonly odd!: Out<number | string>
  readonly options = { verbose: true };
  *run() {
    while (true) {
      const n = yield* this.n.pop
      if (n > 1000) return yield* new TooBig({ n })
      yield* this.even.push(n)
    }
  }
}
exactly<Definition.Ins<typeof Split>, { readonly n: number }>(true)
exactly<Definition.Outs<typeof Split>, { readonly even: number; readonly odd: string | number }>(true)
exactly<Definition.Result<typeof Split>, void>(true)
exactly<Definition.Error<typeof Split>, TooBig>(true)
exactly<Definition.Services<typeof Split>, never>(true)

class Sum extends Stream.Class("Sum", { in: { n: Schema.Int } }) {
  constructor(readonly start = 0) {
    super()
  }
  *run() {
    let sum = this.start
    yield* this.in.n.forEach((n) => {
      sum += n
    })
    yield* (yield* Db).save(sum)
    return sum
  }
}
exactly<Definition.Ins<typeof Sum>, { readonly n: number }>(true)
exactly<Definition.Outs<typeof Sum>, {}>(true)
exactly<Definition.Result<typeof Sum>, number>(true)
exactly<Definition.Error<typeof Sum>, SaveError>(true)
exactly<Definition.Services<typeof Sum>, Db>(true)

const started = Sum.of(1)
exactly<Definition.Result<typeof started>, number>(true)
exactly<Definition.Services<typeof started>, Db>(true)
exactly<Parameters<typeof Sum.of<[start?: number], Sum>>, [start?: number]>(true)

const Parse = Stream.make("Parse", {
  in: { text: Schema.FiniteFromString, aside: Port.optional(Schema.Boolean) },
  out: { value: Schema.NullOr(Schema.String), rejected: Port.optional(Schema.String) },
  *run(ins, outs) {
    exactly<typeof ins, { readonly text: In<number>; readonly aside: In<boolean> }>(true)
    exactly<typeof outs, { readonly value: Out<string | null>; readonly rejected: Out<string> }>(true)
    yield* Effect.addFinalizer(() => Effect.void)
    return yield* Mail
  }
})
exactly<
  typeof Parse,
  Definition<
    { readonly text: number; readonly aside: boolean },
    { readonly value: string | null; readonly rejected: string },
    string,
    never,
    Mail
  >
>(true)

// Without ports, without a result, with an Effect in place of a generator.
const Bare = Stream.make("Bare", { run: () => Effect.void })
exactly<typeof Bare, Definition<{}, {}, void, never, never>>(true)
const Scoped = Stream.make("Scoped", { run: () => Effect.scope })
exactly<Definition.Services<typeof Scoped>, never>(true)
const Never = Stream.make("Never", { run: () => Effect.never })
exactly<Definition.Result<typeof Never>, never>(true)

// Popping makes a result optional: the step may end past the end instead. A void one stays void.
const FirstOf = Stream.make("FirstOf", {
  in: { n: Schema.Int },
  *run({ n }) {
    return yield* n.pop
  }
})
exactly<typeof FirstOf, Definition<{ readonly n: number }, {}, number | undefined, never, never>>(true)
const FirstEffect = Stream.make("FirstEffect", { in: { n: Schema.Int }, run: ({ n }) => n.pop })
exactly<Definition.Result<typeof FirstEffect>, number | undefined>(true)
exactly<Definition.Error<typeof FirstEffect>, never>(true)
const Drops = Stream.make("Drops", {
  in: { n: Schema.Int },
  *run({ n }) {
    yield* n.pop
  }
})
exactly<Definition.Result<typeof Drops>, void>(true)
const Handled = Stream.make("Handled", {
  in: { n: Schema.Int },
  run: ({ n }) => Effect.catch(n.pop, () => Effect.succeed(0))
})
exactly<Definition.Result<typeof Handled>, number>(true)

// Several Ins.
export const several = (ins: { readonly a: In<number>; readonly b: In<string> }) => {
  const all = Port.popAll(ins)
  exactly<typeof all, Effect.Effect<{ readonly a: number; readonly b: string }, Cause.Done>>(true)
  const any = Port.select(ins)
  exactly<
    Parts<typeof any>[0],
    { readonly _tag: "a"; readonly value: number } | { readonly _tag: "b"; readonly value: string }
  >(true)
}

// -----------------------------------------------------------------------------
// a workflow: all of its steps together
// -----------------------------------------------------------------------------

const Numbers = Source.range({ end: 10 })
const workflow = Workflow.make("w", {
  numbers: Numbers,
  split: Split,
  sum: Sum,
  also: Sum.of(3),
  first: FirstOf,
  any: Sink.drain(Schema.Union([Schema.Number, Schema.String])),
  mail: Parse,
  text: Sink.toArray(Schema.NullOr(Schema.String))
}, ({ numbers, split, sum, also, first, any, mail, text }) => {
  numbers.pipe(split)
  split.even.pipe(sum)
  split.even.pipe(also)
  split.even.pipe(first)
  split.odd.pipe(any)
  numbers.pipe(mail.text)
  mail.value.pipe(text)
})
const run = Workflow.run(workflow)
exactly<
  Parts<typeof run>,
  readonly [
    {
      readonly sum: number
      readonly also: number
      readonly first: number | undefined
      readonly mail: string
      readonly text: ReadonlyArray<string | null>
    },
    TooBig | SaveError,
    Db | Mail
  ]
>(true)
const launch = Workflow.launch(workflow)
exactly<Parts<typeof launch>[2], Db | Mail | Scope.Scope>(true)
const layer = Workflow.layer(workflow)
exactly<typeof layer, Layer.Layer<never, never, Db | Mail>>(true)

const handled = Effect.catchTag(run, "TooBig", ({ n }) => Effect.succeed(n))
exactly<Parts<typeof handled>[1], SaveError>(true)

const provided = run.pipe(
  Effect.provideService(Db, { save: () => Effect.void }),
  Effect.provideService(Mail, ""),
  Effect.catchTags({ TooBig: ({ n }) => Effect.succeed(n), SaveError: () => Effect.succeed("unsaved") })
)
exactly<Parts<typeof provided>[1], never>(true)
exactly<Parts<typeof provided>[2], never>(true)
exactly<Exclude<Parts<typeof provided>[0], string | number>, Parts<typeof run>[0]>(true)
const halfway = Effect.provideService(run, Mail, "")
exactly<Parts<typeof halfway>[2], Db>(true)

const nothing = Workflow.run(Workflow.make("nothing", {}, () => {}))
exactly<Parts<typeof nothing>, readonly [{}, never, never]>(true)

// Open ports carry element types; what the callback returns otherwise opens none.
const inner = Workflow.make("inner", {
  sum: Sum,
  first: FirstOf,
  numbers: Numbers,
  texts: Source.fromIterable(Schema.String, [])
}, (s) => ({
  in: { both: [s.sum.n, s.first.n], one: s.first.n },
  out: { either: [s.numbers.value, s.texts.value], number: s.numbers.value }
}))
exactly<Definition.Ins<typeof inner>, { readonly both: number; readonly one: number }>(true)
exactly<Definition.Outs<typeof inner>, { readonly either: string | number; readonly number: number }>(true)
exactly<Definition.Result<typeof inner>, { readonly sum: number; readonly first: number | undefined }>(true)
const chained = Workflow.make(
  "chained",
  { numbers: Numbers, drops: Drops },
  ({ numbers, drops }) => numbers.pipe(drops)
)
exactly<typeof chained, Workflow.Workflow<{}, {}, {}, never, never>>(true)

// A nested workflow's results are a record of their own; one without results has none.
const copies = Workflow.make("copies", { copy: Transform.map(Schema.Int, Schema.Int, (n) => n) }, ({ copy }) => ({
  in: { n: copy.value },
  out: { m: copy.mapped }
}))
const outer = Workflow.make("outer", {
  numbers: Numbers,
  copies,
  inner,
  ignored: Sink.drain(Schema.Union([Schema.Number, Schema.String]))
}, (s) => {
  s.numbers.pipe(s.copies).pipe(s.inner.both)
  s.copies.pipe(s.inner.one)
  s.inner.either.pipe(s.ignored)
  s.inner.number.pipe(s.ignored)
})
const outerRun = Workflow.run(outer)
exactly<
  Parts<typeof outerRun>,
  readonly [{ readonly inner: { readonly sum: number; readonly first: number | undefined } }, SaveError, Db]
>(true)

// Effect streams and sinks join in.
const connected = Workflow.run(Workflow.connect(copies, {
  in: {
    n: EffectStream.fromEffect(Effect.flatMap(Mail, (mail) => mail === "" ? new TooBig({ n: 0 }) : Effect.succeed(1)))
  },
  out: { m: EffectSink.sum }
}))
exactly<Parts<typeof connected>, readonly [{ readonly m: number }, TooBig, Mail]>(true)
const drained = Workflow.run(
  Workflow.connect(copies, { in: { n: EffectStream.make(1) }, out: { m: EffectSink.drain } })
)
exactly<Parts<typeof drained>, readonly [{}, never, never]>(true)
const half = Workflow.connect(copies, { in: { n: EffectStream.make(1) } })
exactly<Definition.Ins<typeof half>, {}>(true)
exactly<Definition.Outs<typeof half>, { readonly m: number }>(true)
const read = Workflow.toStream(half)
exactly<typeof read, EffectStream.Stream<number, never, never>>(true)

const single = Workflow.single(Sum)
exactly<typeof single, Workflow.Workflow<{ readonly n: number }, {}, { readonly stream: number }, SaveError, Db>>(true)

export const keeps = [Workflow.withCapacity(single, 1), single.pipe(Workflow.withCapacity(1))] as const
exactly<typeof keeps[0], typeof single>(true)
exactly<typeof keeps[1], typeof single>(true)

// Stock streams.
const fromAsync = Source.fromAsyncIterable(Schema.Int, async function*() {
  yield 1
})
exactly<Definition.Error<typeof fromAsync>, Cause.UnknownError>(true)
const fromAsyncOwn = Source.fromAsyncIterable(Schema.Int, async function*() {
  yield 1
}, () => new SaveError())
exactly<Definition.Error<typeof fromAsyncOwn>, SaveError>(true)
const mapEffect = Transform.mapEffect(
  Schema.Int,
  Schema.String,
  (n) => Effect.flatMap(Db, ({ save }) => Effect.as(save(n), ""))
)
exactly<
  typeof mapEffect,
  Definition<{ readonly value: number }, { readonly mapped: string }, void, SaveError, Db>
>(true)
