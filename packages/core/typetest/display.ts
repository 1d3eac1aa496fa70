// What hovering shows. Before each export stands its type as the compiler writes it; test/display.test.ts holds the
// compiler to it.
import { type Handle, type In, Junction, type Out, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"

export class Db extends Context.Service<Db, Effect.Effect<void, Unsaved>>()("Db") {}
export class Unsaved extends Data.TaggedError("Unsaved")<{}> {}
export class Order extends Schema.Class<Order>("Order")({ id: Schema.Int, price: Schema.Finite }) {}

export class Split extends Stream {
  readonly n!: In<number>
  readonly even!: Out<number>
  readonly odd!: Out<number>;
  *run() {
    yield* this.n.forEach((n) => (n % 2 === 0 ? this.even : this.odd).push(n))
  }
}

export class Save extends Stream.Class("Save", {
  in: { order: Order },
  out: { failed: Port.optional(Schema.Struct({ order: Order, reason: Schema.String })) }
}) {
  *run() {
    let saved = 0
    while (!this.in.order.isDone) {
      yield* this.in.order.pop
      yield* yield* Db
      saved++
    }
    return saved
  }
}

const handles = <const Steps>(steps: Steps): Handle.Handles<Steps> => steps as never // for the compiler only

// shows: Definition<{ readonly in: string; }, { readonly out: number; readonly rest: string; }, void, never, never>
export const parse = Stream.make("Parse", {
  in: { in: Schema.String },
  out: { out: Schema.Finite, rest: Port.optional(Schema.String) },
  *run() {}
})

// shows: Definition<{ readonly order: Order; }, { readonly failed: { readonly order: Order; readonly reason: string; }; }, number | undefined, Unsaved, Db>
export const save = Save.of()

// shows: Definition<{ readonly n: number; readonly text: string; }, { readonly zipped: { readonly n: number; readonly text: string; }; }, void, never, never>
export const zip = Junction.zip({ n: Schema.Int, text: Schema.String })

const steps = handles({ parse, split: Split })

// shows: Handle.Handle<{ readonly in: string; }, { readonly out: number; readonly rest: string; }>
export const step = steps.parse

// shows: Handle.Handle<{ readonly n: number; }, { readonly even: number; readonly odd: number; }>
export const piped = steps.parse.out.pipe(steps.split)

// shows: Handle.Outlet<string>
export const outlet = steps.parse.rest

// shows: Workflow.Workflow<{ readonly orders: Order; }, { readonly failed: { readonly order: Order; readonly reason: string; }; }, { readonly save: number | undefined; }, Unsaved, Db>
export const saving = Workflow.make("saving", { save: Save }, (s) => ({
  in: { orders: s.save },
  out: { failed: s.save.failed }
}))

// shows: Workflow.Workflow<{}, { readonly failed: { readonly order: Order; readonly reason: string; }; }, { readonly save: number | undefined; }, Unsaved, Db>
export const fed = Workflow.connect(saving, { in: { orders: EffectStream.empty } })

// shows: Workflow.Workflow<{}, {}, { readonly saving: { readonly save: number | undefined; }; readonly failed: readonly { readonly order: Order; readonly reason: string; }[]; }, Unsaved, Db>
export const workflow = Workflow.make("outer", {
  orders: Source.fromIterable(Order, []),
  saving,
  failed: Sink.toArray(Schema.Struct({ order: Order, reason: Schema.String }))
}, (s) => {
  s.orders.pipe(s.saving.orders).failed.pipe(s.failed)
})

// shows: Effect.Effect<{ readonly saving: { readonly save: number | undefined; }; readonly failed: readonly { readonly order: Order; readonly reason: string; }[]; }, Unsaved, Db>
export const run = Workflow.run(workflow)

// shows: Effect.Effect<{ readonly saving: { readonly save: number | undefined; }; readonly failed: readonly { readonly order: Order; readonly reason: string; }[]; }, never, never>
export const handled = run.pipe(Effect.provideService(Db, Effect.void), Effect.catchTag("Unsaved", Effect.die))
