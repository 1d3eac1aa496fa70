/** In what two runs of one workflow differ. */
import { Deadlock, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { differsAt, inAnyOrder as anyOrder, shown, shownList } from "../internal/difference.ts"
import { ending } from "../internal/verdict.ts"
import { waitsText } from "../internal/waits.ts"
import type { Outcome } from "./run.ts"

export type AnyOutcome = Outcome<Readonly<Record<string, unknown>>, unknown, unknown>

/**
 * Whether two results, or two outputs, are the same; `where` is what they are of, such as `"result all"` or `"outlet even"`.
 *
 * @category models
 * @since 0.1.0
 */
export type Equality = (left: unknown, right: unknown, where: string) => boolean

/**
 * Lists are the same when they have as many of each element, in whatever order; all else as `Equal.equals` has it.
 *
 * **When to use**
 *
 * Use for graphs in which edges meet, whose order is nobody's promise: nothing may be lost, doubled or made up.
 *
 * **Example** (A merge gives the same elements)
 *
 * ```ts
 * import { TestWorkflow } from "@effect-mimo/testing"
 *
 * TestWorkflow.inAnyOrder([1, 2, 2], [2, 1, 2], "outlet all") // => true
 * TestWorkflow.inAnyOrder([1, 2, 2], [2, 1, 1], "outlet all") // => false
 * ```
 *
 * @category exploration
 * @since 0.1.0
 */
export const inAnyOrder: Equality = (left, right) =>
  Array.isArray(left) && Array.isArray(right)
    ? anyOrder(left, right, Equal.equals) === undefined
    : Equal.equals(left, right)

/**
 * One difference of two runs: of their ends, of the results of a step, or of the elements that came by an outlet; of lists,
 * the position of the first element that differs. `left` and `right` are as text.
 *
 * @category models
 * @since 0.1.0
 */
export interface Difference {
  readonly where: string
  readonly position?: number
  readonly left: string
  readonly right: string
}

/** All differences of two runs, none if they are the same. */
export const differences = (left: AnyOutcome, right: AnyOutcome, equals: Equality): ReadonlyArray<Difference> => {
  const ends = [endOf(left), endOf(right)] as const
  const atEnd = ends[0] === ends[1] ? [] : [{ where: "end", left: ends[0], right: ends[1] }]
  const [parts, others] = [partsOf(left), partsOf(right)]
  const rest = [...new Set([...parts.keys(), ...others.keys()])].flatMap((where): ReadonlyArray<Difference> => {
    // Where one run has no results, its end says so.
    if (!parts.has(where) || !others.has(where)) return []
    const [one, other] = [parts.get(where), others.get(where)]
    if (equals(one, other, where)) return []
    if (!Array.isArray(one) || !Array.isArray(other)) return [{ where, left: shown(one), right: shown(other) }]
    // Undefined where they are told apart by something else than their elements.
    const position = differsAt<unknown>(one, other, (left, right) => equals(left, right, where))
    return [{
      where,
      ...(position === undefined ? {} : { position }),
      left: shownList(one, position).text,
      right: shownList(other, position).text
    }]
  })
  return [...atEnd, ...rest]
}

/** Results by step, and elements by outlet. */
const partsOf = ({ exit, outputs }: AnyOutcome): ReadonlyMap<string, unknown> => {
  const results = exit !== undefined && Exit.isSuccess(exit) ? Object(exit.value) as Record<string, unknown> : {}
  return new Map([
    ...Object.entries(results).map(([step, result]) => [`result ${step}`, result] as const),
    ...Object.entries(outputs).map(([outlet, elements]) => [`outlet ${outlet}`, elements] as const)
  ])
}

/** How a run ended, as text that is the same for ends that are. */
const endOf = ({ exit, waitingOn }: AnyOutcome): string => {
  if (exit === undefined) {
    const waits = Object.entries(waitingOn).map(([step, ports]) => waitsText(step, ports))
    return `did not end: ${waits.join("; ")}`
  }
  if (Exit.isSuccess(exit)) return "completed"
  const defect = Cause.squash(exit.cause)
  // How full edges were differs with their capacities.
  if (defect instanceof Deadlock.Deadlock) return `deadlocked: ${defect.blocked.toSorted().join(", ")}`
  // What others fail with while they are stopped is of no account.
  const first = Exit.failCause(Cause.fromReasons(exit.cause.reasons.slice(0, 1)))
  const step = Option.map(Workflow.failedStep(exit.cause), (step) => `${step} `)
  return `${Option.getOrElse(step, () => "")}${ending(first)}`
}
