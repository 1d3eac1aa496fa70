/** Why a value is no step: no stream at all, a class without `run`, or a stream of another copy of this library. */
import { Stream } from "../Stream.ts"
import { isStreamClass, StreamDefinition } from "./definition.ts"
import { describe } from "./given.ts"
import { WorkflowGraph } from "./graph.ts"

/** What is wrong with a stream or a workflow that another copy of this library made. */
export const ofAnotherCopy = "of a second copy of @effect-mimo/core, which this one cannot run; let all packages use " +
  "one version and one way to import it (`npm ls @effect-mimo/core` lists the copies)"

// What a minifier leaves of the base class: the names of its static members.
const isBase = (u: object): boolean => ["of", "Class", "make"].every((name) => Object.hasOwn(u, name))

const extendsBase = (u: Function): boolean => {
  for (let c: unknown = Object.getPrototypeOf(u); typeof c === "function"; c = Object.getPrototypeOf(c)) {
    if (isBase(c)) return true
  }
  return false
}

/** Whether it is a stream or a workflow, but not one of this copy. */
export const isForeign = (u: unknown): boolean =>
  typeof u === "function"
    ? !isStreamClass(u, Stream) && extendsBase(u)
    : typeof u === "object" && u !== null && "~@effect-mimo/core/Stream" in u &&
      !(u instanceof StreamDefinition || u instanceof WorkflowGraph)

/** To be told of what `toDefinition` gives nothing for; `wanted` is what may be given instead. */
export const notAStream = (u: unknown, wanted: string): string => {
  if (isForeign(u)) return `is ${describe(u)}, ${ofAnotherCopy}`
  if (isStreamClass(u, Stream)) return `is ${describe(u)}, which has no run; give it *run() { … }`
  return `is ${describe(u)}, not a stream; give ${wanted}`
}
