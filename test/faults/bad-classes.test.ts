/** Stream classes that make it impossible to give them their ports, or that forgot to ask for them. */
import { Sink, Source, Step, Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { causeOf, failedStep } from "../semantics/fixtures.ts"

const Int = Schema.Int

/** What a step made of the class dies of; `even` is piped where there is one. */
const defectOf = (split: Step.Supervised<typeof Forgotten, unknown>) =>
  Effect.gen(function*() {
    const workflow = Workflow.make("w", { numbers: Source.range({ end: 4 }), split, all: Sink.toArray(Int) }, (s) => {
      s.numbers.pipe(s.split.n)
      s.split.even.pipe(s.all)
    })
    const exit = yield* Effect.exit(Workflow.run(workflow))
    assert.strictEqual(failedStep(exit), "w/split")
    const defect = Cause.squash(causeOf(exit))
    assert.instanceOf(defect, TypeError)
    return { message: defect.message, pretty: Cause.pretty(causeOf(exit)) }
  })

// As compiled with define semantics: the field is there, and undefined.
class Forgotten extends Stream {
  @In(Int)
  readonly n!: In<number>
  @Out(Int)
  readonly even!: Out<number>
  readonly odd: Out<number> = undefined!;
  *run() {
    yield* this.n.forEach((n) => (n % 2 === 0 ? this.even : this.odd).push(n))
  }
}

// As compiled without: only the type knows of the field.
class Declared extends Stream {
  @In(Int)
  readonly n!: In<number>
  @Out(Int)
  readonly even!: Out<number>
  declare readonly odd: Out<number>;
  *run() {
    yield* this.n.forEach((n) => (n % 2 === 0 ? this.even : this.odd).push(n))
  }
}

describe("a port whose decorator was forgotten, and that nobody pipes", () => {
  const read = "w/split: Cannot read properties of undefined (reading 'push'); "
  const advice = {
    named: "Forgotten has a field without a value (odd): decorate a port with @In(schema) or @Out(schema)",
    unnamed: "if a field of Declared is a port, decorate it with @In(schema) or @Out(schema)"
  }

  it.effect("S15, S28: what the step dies of names step and field, and says what to do", () =>
    Effect.gen(function*() {
      const { message, pretty } = yield* defectOf(Forgotten.of())
      assert.strictEqual(message, read + advice.named)
      assert.include(pretty, advice.named)
      assert.match(pretty, /at .*bad-classes\.test\.ts/)
    }))

  it.effect("S15, S28: as far as can be seen where the field is not there", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* defectOf(Declared.of() as never)).message, read + advice.unnamed)
    }))

  it.effect("S15, S28: under supervision too", () =>
    Effect.gen(function*() {
      const supervised = Step.retry(Forgotten, Schedule.recurs(1))
      assert.strictEqual((yield* defectOf(supervised)).message, read + advice.named)
    }))

  it.effect("S15, S22: once, where a step runs the workflow", () =>
    Effect.gen(function*() {
      class Outer extends Stream {
        *run() {
          yield* defect
        }
      }
      const inner = Workflow.make("inner", {
        numbers: Source.range({ end: 4 }),
        split: Forgotten,
        all: Sink.drain(Int)
      }, (s) => {
        s.numbers.pipe(s.split.n)
        s.split.even.pipe(s.all)
      })
      const defect = Workflow.run(inner)
      const exit = yield* Effect.exit(Workflow.run(Workflow.make("outer", { outer: Outer }, () => {})))
      const { message } = Cause.squash(causeOf(exit)) as TypeError // it is no other here
      assert.strictEqual(message, `${read.replace("w/", "inner/")}${advice.named}`)
    }))

  it.effect("S15: other defects are as they were thrown", () =>
    Effect.gen(function*() {
      const own = [
        new TypeError("mine"),
        new Error("Cannot read properties of undefined (reading 'push')"),
        new TypeError("Cannot read properties of undefined (reading 'price')"),
        "thrown"
      ]
      for (const thrown of own) {
        class Throws extends Stream {
          readonly unset: unknown = undefined;
          *run() {
            throw thrown
          }
        }
        const exit = yield* Effect.exit(Workflow.run(Workflow.make("w", { throws: Throws }, () => {})))
        assert.strictEqual(Cause.squash(causeOf(exit)), thrown)
      }
    }))
})

describe("an instance that takes no ports", () => {
  const closers: ReadonlyArray<readonly [string, (instance: object) => void]> = [
    ["Object.freeze", Object.freeze],
    ["Object.seal", Object.seal],
    ["Object.preventExtensions", Object.preventExtensions]
  ]
  for (const [name, close] of closers) {
    it.effect(`S15: ${name}(this) in a constructor: dies of what says why, in each form`, () =>
      Effect.gen(function*() {
        class Fields extends Stream {
          @In(Int)
          readonly n!: In<number>
          constructor() {
            super()
            close(this)
          }
          *run() {
            yield* this.n.forEach(() => {})
          }
        }
        class Records extends Stream.Class("Records", { in: { n: Int } }) {
          constructor() {
            super()
            close(this)
          }
          *run() {
            yield* this.in.n.forEach(() => {})
          }
        }
        for (const stream of [Fields.of(), Records.of()]) {
          const workflow = Workflow.make("w", { numbers: Source.range({ end: 4 }), bad: stream }, (s) => {
            s.numbers.pipe(s.bad)
          })
          const exit = yield* Effect.exit(Workflow.run(workflow))
          assert.strictEqual(failedStep(exit), "w/bad")
          assert.strictEqual(
            String(Cause.squash(causeOf(exit))),
            `TypeError: ${stream.name}: its constructor closes the instance, as Object.freeze does, and its ports are ` +
              "put on it afterwards; leave it open"
          )
        }
      }))
  }
})
