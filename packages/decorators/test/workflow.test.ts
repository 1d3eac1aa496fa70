import { Stream, Wiring, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { thrown } from "./support/toolchain.ts"

class Range extends Stream {
  @Out(Schema.Int)
  readonly value!: Out<number>
  constructor(readonly options: { readonly start?: number; readonly end: number }) {
    super()
  }
  *run() {
    for (let i = this.options.start ?? 0; i < this.options.end; i++) yield* this.value.push(i)
  }
}

class SplitEvenOdd extends Stream {
  @In(Schema.Int)
  readonly n!: In<number>
  @Out(Schema.Int)
  readonly even!: Out<number>
  @Out(Schema.Int)
  readonly odd!: Out<number>;
  *run() {
    yield* this.n.forEach((n) => (n % 2 === 0 ? this.even : this.odd).push(n))
  }
}

class Sum extends Stream {
  sum = 0
  @In(Schema.Int)
  readonly n!: In<number>;
  *run() {
    yield* this.n.forEach((n) => {
      this.sum += n
    })
    return this.sum
  }
}

class Collect extends Stream {
  readonly all: Array<number> = []
  @In(Schema.Int)
  readonly n!: In<number>
  run() {
    return Effect.as(this.n.forEach((n) => void this.all.push(n)), this.all)
  }
}

// Inherits both outlets, declares the inlet again, adds an optional outlet.
class SplitLogged extends SplitEvenOdd {
  @In(Schema.Finite)
  override readonly n: In<number> = undefined!
  @Out(Schema.String, { optional: true })
  readonly log!: Out<string>
  override *run() {
    yield* this.log.push("start")
    yield* super.run()
    yield* this.log.push("end")
  }
}

class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}
class Limit extends Context.Service<Limit, number>()("Limit") {}

class Guard extends Stream {
  @In(Schema.Int)
  readonly n!: In<number>
  @Out(Schema.Int)
  readonly passed!: Out<number>;
  *run() {
    const limit = yield* Limit
    while (true) {
      const n = yield* this.n.pop
      if (n > limit) return yield* new TooBig({ n })
      yield* this.passed.push(n)
    }
  }
}

describe("a decorated workflow", () => {
  it.effect("runs, again and again, with fresh state", () =>
    Effect.gen(function*() {
      const parity = Workflow.make(
        "parity",
        { range: Range.of({ end: 100 }), split: SplitEvenOdd, evens: Sum, odds: Sum },
        ({ evens, odds, range, split }) => {
          range.pipe(split).even.pipe(evens)
          split.odd.pipe(odds.n, { capacity: 1 })
        }
      )
      const expected = { evens: 2450, odds: 2500 }
      assert.deepStrictEqual(yield* Workflow.run(parity), expected)
      assert.deepStrictEqual(yield* Effect.all([Workflow.run(parity), Workflow.run(parity)], { concurrency: 2 }), [
        expected,
        expected
      ])
    }))

  it.effect("runs a subclass on its own and its parent's ports, the optional one unconnected", () =>
    Effect.gen(function*() {
      const logged = Workflow.make(
        "logged",
        { range: Range.of({ start: 1, end: 6 }), split: SplitLogged, evens: Collect, odds: Collect },
        ({ evens, odds, range, split }) => {
          range.pipe(split.n)
          split.even.pipe(evens)
          split.odd.pipe(odds)
        }
      )
      assert.deepStrictEqual(yield* Workflow.run(logged), { evens: [2, 4], odds: [1, 3, 5] })
    }))

  it.effect("fails with the errors of its streams and requires their services", () =>
    Effect.gen(function*() {
      const guarded = Workflow.make(
        "guarded",
        { range: Range.of({ end: 10 }), guard: Guard, all: Collect },
        ({ all, guard, range }) => {
          range.pipe(guard).pipe(all)
        }
      )
      const run: Effect.Effect<{ readonly all: Array<number> }, TooBig, Limit> = Workflow.run(guarded)
      const error = yield* Effect.flip(Effect.provideService(run, Limit, 6))
      assert.deepStrictEqual(error, new TooBig({ n: 7 }))
      const { all } = yield* Effect.provideService(run, Limit, 10)
      assert.deepStrictEqual(all, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    }))

  it("is refused by the compiler where the declared types of the fields do not fit", () => {
    class Label extends Stream {
      @In(Schema.String)
      readonly text!: In<string>;
      *run() {
        yield* this.text.forEach(() => {})
      }
    }
    const wire = () =>
      Workflow.make("misfit", { range: Range.of({ end: 1 }), label: Label }, ({ label, range }) => {
        // @ts-expect-error numbers into an inlet of strings
        range.pipe(label)
      })
    assert.isFunction(wire)
  })

  it("names the field whose decorator was forgotten", () => {
    class Forgetful extends Stream {
      @In(Schema.Int)
      readonly n!: In<number>
      readonly doubled!: Out<number>
      run() {
        return this.n.forEach((n) => this.doubled.push(n * 2))
      }
    }
    const error = thrown(() =>
      Workflow.make(
        "forgotten",
        { range: Range.of({ end: 1 }), double: Forgetful, sum: Sum },
        ({ double, range, sum }) => {
          range.pipe(double).doubled.pipe(sum)
        }
      )
    )
    assert.instanceOf(error, Wiring.WiringError)
    assert.include(error.message, "double.doubled")
    assert.include(error.message, "\"doubled\" is a field of Forgetful, decorate it with @In(schema) or @Out(schema)")
  })
})
