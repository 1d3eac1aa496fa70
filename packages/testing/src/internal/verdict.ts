/** What is said of the outcome of a stream, whoever asks: plain assertions, or the matchers of a test runner. */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { type Comparison, type Equality, inOrder, shown, shownList } from "./difference.ts"

/** Whether a check holds, and what is to be said where it should have been the other way round. */
export interface Verdict {
  readonly pass: boolean
  readonly message: string
  readonly actual: unknown
  readonly expected: unknown
}

type Lists = Readonly<Record<string, ReadonlyArray<unknown>>>
type AnyExit = Exit.Exit<unknown, unknown>

// -----------------------------------------------------------------------------
// what it emitted
// -----------------------------------------------------------------------------

/** Compares the elements of all outlets; one that is not named is to be without. */
export const emitted = (
  received: { readonly outputs: Lists; readonly exit?: AnyExit | undefined },
  expected: Lists,
  compare: Comparison,
  equal: Equality
): Verdict => {
  const { exit, outputs } = received
  const outlets = Object.keys(outputs)
  const unknown = Object.keys(expected).filter((name) => !outlets.includes(name))
  const all = Object.fromEntries(outlets.map((name) => [name, expected[name] ?? []]))
  const verdict = { actual: outputs, expected: { ...all, ...expected } }
  if (unknown.length > 0) {
    const names = outlets.length === 0 ? "it has none" : `its outlets are ${outlets.join(", ")}`
    return { ...verdict, pass: false, message: `outlet ${unknown[0]}: there is none of this name; ${names}` }
  }
  const differences = outlets.flatMap((name) => {
    const found = compare(outputs[name]!, all[name]!, equal)
    return found === undefined ? [] : [{ name, ...found }]
  })
  if (differences.length === 0) {
    const lists = outlets.map((name) => `\n  outlet ${name}: ${shownList(outputs[name]!).text}`)
    const order = compare === inOrder ? "in this order" : "in some order"
    return { ...verdict, pass: true, message: `expected another emission; it emitted this, ${order}:${lists.join("")}` }
  }
  const blocks = differences.sort((a, b) => a.position - b.position).map(({ lines: [title, ...lines], name }) =>
    [
      `outlet ${name}: ${title}`,
      ...name in expected ? [] : ["  (not named, so nothing is expected of it)"],
      ...lines
    ].join("\n")
  )
  const end = exit !== undefined && Exit.isFailure(exit) ? [`the stream ${ending(exit)}`] : []
  return { ...verdict, pass: false, message: [...blocks, ...end].join("\n") }
}

// -----------------------------------------------------------------------------
// how it ended
// -----------------------------------------------------------------------------

/** As the end of a sentence about a stream. */
export const ending = (exit: AnyExit): string => {
  if (Exit.isSuccess(exit)) return exit.value === undefined ? "completed" : `completed with ${shown(exit.value)}`
  const reasons = exit.cause.reasons.map((reason) =>
    Cause.isFailReason(reason)
      ? `failed with ${shown(reason.error)}`
      : Cause.isDieReason(reason)
      ? `died of ${shown(reason.defect)}`
      : "was interrupted"
  )
  return reasons.length === 0 ? "failed without a reason" : reasons.join(" and ")
}

/** Compares the end of a stream with the one that is expected. */
export const ended = (exit: AnyExit, expected: AnyExit, equal: Equality): Verdict => {
  const pass = sameEnd(exit, expected, equal)
  return {
    pass,
    message: pass ? `it ${ending(exit)}, which was not expected` : `it ${ending(exit)}; expected: ${ending(expected)}`,
    actual: payload(exit),
    expected: payload(expected)
  }
}

/** Reason by reason, without who interrupted it, and what a run notes on its reasons. */
export const sameEnd = (actual: AnyExit, expected: AnyExit, equal: Equality): boolean => {
  if (Exit.isSuccess(actual)) return Exit.isSuccess(expected) && equal(actual.value, expected.value)
  if (Exit.isSuccess(expected)) return false
  const reasons = actual.cause.reasons
  const wanted = expected.cause.reasons
  return reasons.length === wanted.length && reasons.every((reason, i) => {
    const other = wanted[i]!
    return Cause.isFailReason(reason)
      ? Cause.isFailReason(other) && equal(reason.error, other.error)
      : Cause.isDieReason(reason)
      ? Cause.isDieReason(other) && equal(reason.defect, other.defect)
      : Cause.isInterruptReason(other)
  })
}

/** What a test runner may draw the difference of. */
const payload = (exit: AnyExit): unknown => {
  if (Exit.isSuccess(exit)) return { completed: exit.value }
  return exit.cause.reasons.map((reason) =>
    Cause.isFailReason(reason)
      ? { failed: reason.error }
      : Cause.isDieReason(reason)
      ? { died: reason.defect }
      : "interrupted"
  )
}

/** An error that is expected, as the exit it is expected in. */
export const failure = (expected: unknown): AnyExit =>
  Exit.failCause(Cause.isCause(expected) ? expected : Cause.fail(expected))

export const exitOf = (received: AnyExit | { readonly exit: AnyExit }): AnyExit =>
  Exit.isExit(received) ? received : received.exit

// -----------------------------------------------------------------------------
// what it waits on
// -----------------------------------------------------------------------------

/** Compares the ports a stream is suspended on with the names that are expected, in any order. */
export const blocked = (
  received: ReadonlyArray<string> | { readonly waitingOn: ReadonlyArray<string> },
  expected: ReadonlyArray<string>
): Verdict => {
  // Array.isArray does not narrow what is readonly.
  const ports = "waitingOn" in received ? received.waitingOn : received
  const [actual, wanted] = [[...ports].sort(), [...expected].sort()]
  const pass = actual.length === wanted.length && actual.every((name, i) => name === wanted[i])
  const names = (ports: ReadonlyArray<string>) => ports.length === 0 ? "no port" : ports.join(", ")
  return {
    pass,
    message: `it is blocked on ${names(actual)}${pass ? ", which was not expected" : `; expected: ${names(wanted)}`}`,
    actual,
    expected: wanted
  }
}
