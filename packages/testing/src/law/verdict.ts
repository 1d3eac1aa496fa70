/** What is found out about a stream and a law, as data and as text. */
import { caseRows, rowsText, type Schedule } from "./cases.ts"
import { type Found, type NotFound, replayText, type Untried } from "./search.ts"

/**
 * It was so in all runs.
 *
 * @category models
 * @since 0.1.0
 */
export interface Holds {
  readonly _tag: "Holds"
  readonly runs: number
}

/**
 * There are inputs for which it is not so.
 *
 * @category models
 * @since 0.1.0
 */
export interface DoesNotHold {
  readonly _tag: "DoesNotHold"
  readonly counterexample: Counterexample
}

/**
 * It cannot be asked of the stream, or none of the runs could tell.
 *
 * @category models
 * @since 0.1.0
 */
export interface DoesNotApply {
  readonly _tag: "DoesNotApply"
  readonly reason: string
}

/**
 * Whether a law holds for a stream.
 *
 * @category models
 * @since 0.1.0
 */
export type Verdict = Holds | DoesNotHold | DoesNotApply

/**
 * The smallest inputs that were found for which a law does not hold, and why it does not.
 *
 * **Details**
 *
 * The schedule is the engine's own where it is undefined. `replay` is the option of the law's `check` to see it again; `text`
 * has all of it for a reader.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counterexample {
  readonly inputs: { readonly [inlet: string]: ReadonlyArray<unknown> }
  readonly capacity: number
  readonly schedule: Schedule | undefined
  readonly because: string
  readonly replay: string
  readonly text: string
}

export const verdictOf = (
  law: { readonly name: string; readonly says: string },
  stream: string,
  found: Found | NotFound | Untried
): Verdict => {
  switch (found._tag) {
    case "Untried":
      return { _tag: "DoesNotApply", reason: found.reason }
    case "NotFound":
      return found.silent === undefined
        ? { _tag: "Holds", runs: found.runs }
        : { _tag: "DoesNotApply", reason: found.silent }
    case "Found": {
      const { broken, case: one, replay } = found
      const { capacity, inputs, schedule } = one
      const { because } = broken
      const text = [
        `${stream}: it does not hold that ${law.says}`,
        rowsText([...caseRows(one), ...broken.rows, ["because", because]]),
        `to see it again, give ${replayText(replay)} to the check of ${law.name}`
      ].join("\n")
      return { _tag: "DoesNotHold", counterexample: { inputs, capacity, schedule, because, replay, text } }
    }
  }
}
