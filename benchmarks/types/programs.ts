/**
 * Three generated programs for the compiler to compare: some streams; the streams and a workflow of them; the streams and
 * as many plain function calls as the workflow has steps and pipes.
 */

/** Sources by file name. */
export type Program = Readonly<Record<string, string>>

/** So many steps with two pipes each, of so many different streams, an even number. */
export interface Size {
  readonly steps: number
  readonly streams: number
}

const times = (n: number, f: (i: number) => string | ReadonlyArray<string>, separator = "\n"): string =>
  Array.from({ length: n }, (_, i) => f(i)).flat().join(separator)

// Every second stream has two inlets and two outlets. The elements of each are a type of its own, which fits what all take.
const hasTwo = (i: number): boolean => i % 2 === 0

const streamOf = (i: number): string => {
  const name = `Stream${i}`
  const ports = hasTwo(i)
    ? `{ in: { left: base, right: base }, out: { first: element${i}, second: element${i} } }`
    : `{ in: { value: base }, out: { passed: element${i} } }`
  const run = `*run() { return yield* yield* Service${i} }`
  const stream = i % 3 === 0
    ? `const ${name} = Stream.make("${name}", { ...${ports}, ${run} })`
    : `class ${name} extends Stream.Class("${name}", ${ports}) { constructor(readonly limit = 10) { super() } ${run} }`
  return `
export const element${i} = Schema.Struct({ ...base.fields, kind: Schema.Literal(${i}), price: Schema.NullOr(Schema.Finite) })
export class Failed${i} extends Data.TaggedError("Failed${i}")<{}> {}
export class Service${i} extends Context.Service<Service${i}, Effect.Effect<number, Failed${i}>>()("Service${i}") {}
export ${stream}`
}

/** The streams by themselves: what both of the other programs hold too. */
export const streams = ({ streams }: Size): Program => ({
  "streams.ts": `import { Stream } from "@effect-mimo/core"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export const base = Schema.Struct({ id: Schema.Int, name: Schema.String, at: Schema.optionalKey(Schema.Array(Schema.Int)) })
${times(streams, streamOf)}
`
})

const next = (size: Size, step: number): ReadonlyArray<number> => [(step + 1) % size.steps, (step + 7) % size.steps]
const options = (step: number): string => step % 4 === 0 ? ", { capacity: 16 }" : ""

/** A workflow of all steps. */
export const workflow = (size: Size): Program => {
  const stepOf = (i: number) => {
    const stream = i % size.streams
    return stream % 3 === 1 ? `Stream${stream}.of(${i})` : `Stream${stream}`
  }
  const outlet = (step: number, n: number) => hasTwo(step) ? `s${step}.${["first", "second"][n]}` : `s${step}`
  const inlet = (step: number, n: number) => hasTwo(step) ? `s${step}.${["left", "right"][n]}` : `s${step}`
  return {
    ...streams(size),
    "workflow.ts": `import { Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import { ${times(size.streams, (i) => `Stream${i}`, ", ")} } from "./streams.ts"

export const workflow = Workflow.make("large", {
${times(size.steps, (i) => `  s${i}: ${stepOf(i)}`, ",\n")}
}, ({ ${times(size.steps, (i) => `s${i}`, ", ")} }) => {
${times(size.steps, (i) => next(size, i).map((to, n) => `  ${outlet(i, n)}.pipe(${inlet(to, n)}${options(i)})`))}
})

export const run = Effect.map(Workflow.run(workflow), (results) => results.s0)
`
  }
}

/** A call for each step and for each pipe, of functions without type parameters. */
export const calls = (size: Size): Program => {
  const declarationsOf = (i: number) => {
    const ports = hasTwo(i)
      ? `first: Outlet<Element${i}>; second: Outlet<Element${i}>; left: Inlet<Base>; right: Inlet<Base>`
      : `passed: Outlet<Element${i}>; value: Inlet<Base>`
    return [
      `type Element${i} = typeof Streams.element${i}.Type`,
      `interface Step${i} { ${ports}; result: Effect.Effect<number, Streams.Failed${i}, Streams.Service${i}> }`,
      `declare const step${i}: (stream: typeof Streams.Stream${i}, limit?: number) => Step${i}`
    ]
  }
  const outlet = (step: number, n: number) => `s${step}.${hasTwo(step) ? ["first", "second"][n] : "passed"}`
  const inlet = (step: number, n: number) => `s${step}.${hasTwo(step) ? ["left", "right"][n] : "value"}`
  return {
    ...streams(size),
    "calls.ts": `import type * as Effect from "effect/Effect"
import * as Streams from "./streams.ts"

interface Inlet<A> { readonly takes: (element: A) => void }
interface Outlet<A> { readonly gives: A }
interface Options { readonly capacity?: number | undefined }
type Base = typeof Streams.base.Type
declare const join: (from: Outlet<Base>, to: Inlet<Base>, options?: Options) => void
${times(size.streams, declarationsOf)}

${times(size.steps, (i) => `const s${i} = step${i % size.streams}(Streams.Stream${i % size.streams}, ${i})`)}
${times(size.steps, (i) => next(size, i).map((to, n) => `join(${outlet(i, n)}, ${inlet(to, n)}${options(i)})`))}
export const result = s0.result
`
  }
}
