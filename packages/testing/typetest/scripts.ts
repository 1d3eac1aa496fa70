// What the compiler accepts and refuses in scripts, marbles and assertions. After each @ts-expect-error stands a part of the
// message that a user sees; test/types/messages.test.ts holds the compiler to them.
import "@effect-mimo/testing/vitest"
import { Stream } from "@effect-mimo/core"
import { Assert, TestStream } from "@effect-mimo/testing"
import * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { expect } from "vitest"

const Window = Stream.make("Window", {
  in: { a: Schema.Int, flush: Schema.String },
  out: { x: Schema.Array(Schema.Int), late: Schema.Int },
  *run() {
    return "done"
  }
})

export const accepted = (): Effect.Effect<void, TestStream.ScriptMismatch> =>
  TestStream.script(Window, ({ at, completes, in: { a, flush }, out: { late, x }, waitsOn }) => [
    at("0 seconds", a(1, 2), flush("now"), waitsOn("a", "x")),
    at("5 seconds", x([1, 2]), late.cancel),
    at("1 minute", a.end, flush.fail("gone"), x.end, completes("done"))
  ])

export const refused = () =>
  TestStream.script(Window, ({ at, completes, fails, in: ins, out: { x }, waitsOn }) => [
    // @ts-expect-error Property 'b' does not exist on type '{ readonly a: ScriptInlet<number>; readonly flush: ScriptInlet<string>; }'
    at("0 seconds", ins.b(1)),
    // @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'number'
    at("0 seconds", ins.a("1")),
    // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'readonly number[]'
    at("0 seconds", x(1)),
    // @ts-expect-error Property 'fail' does not exist on type 'ScriptOutlet<readonly number[]>'
    at("0 seconds", x.fail("gone")),
    // @ts-expect-error Argument of type '"b"' is not assignable to parameter of type
    at("0 seconds", waitsOn("b" as const)),
    // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'
    at("0 seconds", completes(1)),
    // @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'Cause<never>'
    at("0 seconds", fails("e" as const)),
    // @ts-expect-error Argument of type '"soon"' is not assignable to parameter of type 'Input'
    at("soon", x([1]))
  ])

export const marbles = () => [
  TestStream.marbles(Window, { inputs: { a: "1-2" }, outputs: { x: "--w|" }, values: { w: [1, 2] } }),
  // @ts-expect-error 'b' does not exist in type
  TestStream.marbles(Window, { inputs: { b: "1-2" }, outputs: {} }),
  // @ts-expect-error 'y' does not exist in type
  TestStream.marbles(Window, { outputs: { y: "1-2" } }),
  // @ts-expect-error Type 'boolean' is not assignable to type 'string | number | readonly number[]'
  TestStream.marbles(Window, { outputs: {}, values: { w: true } })
]

declare const outcome: TestStream.Outcome<typeof Window>

export const assertions = () => {
  Assert.emits(outcome, { x: [[1, 2]], late: [3] })
  Assert.completesWith(outcome, "done")
  Assert.failsWith(outcome, Cause.die("gone"))
  // @ts-expect-error 'y' does not exist in type
  Assert.emits(outcome, { y: [] })
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  Assert.emitsInOrder(outcome, { late: ["3"] })
  // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'
  Assert.completesWith(outcome, 3)
  // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string
  Assert.failsWith(Exit.fail("x") as Exit.Exit<void, string>, 5)
}

export const matchers = () => {
  expect(outcome).toEmit({ x: [[1, 2]], late: [expect.any(Number)] })
  expect(outcome).not.toEmitInOrder({ late: [3] })
  expect(outcome).toCompleteWith("done")
  expect(outcome.exit).not.toFailWith(Cause.die("gone"))
  expect(["a"] as const).toBeBlockedOn("a")
  expect({ outcome }).toEqual({ outcome: expect.toEmit({ x: [] }) })
  // @ts-expect-error 'y' does not exist in type
  expect(outcome).toEmit({ y: [] })
  // @ts-expect-error Type 'string' is not assignable to type 'number'
  expect(outcome).toEmitInOrder({ late: ["3"] })
  // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'
  expect(outcome).toCompleteWith(3)
  // @ts-expect-error Argument of type '"b"' is not assignable to parameter of type '"a"'
  expect(["a"] as const).toBeBlockedOn("b" as const)
}
