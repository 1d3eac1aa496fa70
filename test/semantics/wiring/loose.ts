// What the tests of wiring faults share: workflows wired as from JavaScript, and what is told of them.
import { Sink, Stream, Workflow } from "@effect-mimo/core"
import * as Schema from "effect/Schema"
import { faultsOf } from "../fixtures.ts"

export const all = Sink.toArray(Schema.Int)

export const Two = Stream.make("Two", {
  in: { a: Schema.Int, b: Schema.Int },
  out: { x: Schema.Int, y: Schema.Int },
  *run() {}
})

/** Handles, ports and `pipe` as JavaScript sees them: whatever is written is there. */
export interface Loose {
  (to?: unknown, options?: unknown): Loose
  readonly [name: string]: Loose
}

export const make = (
  steps: Readonly<Record<string, unknown>>,
  wire: (steps: Loose) => unknown = () => {},
  options?: unknown
) => Workflow.make("w", steps as {}, wire as unknown as () => void, options as {})

export const messages = (build: () => unknown) => faultsOf(build).map(({ message }) => message)

// No types, as in JavaScript.
// oxlint-disable-next-line typescript/no-explicit-any
export const untyped = <F>(f: F) => f as any
