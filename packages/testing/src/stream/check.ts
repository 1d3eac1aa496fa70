/** One stream and all laws: which hold, which do not, and which have nothing to say of it. */
import type { Definition } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Law from "../Law.ts"
import { subjectOf } from "../law/trial.ts"

/**
 * Options of a check: those of a law, and what some laws have to be told.
 *
 * **Details**
 *
 * - `holds` is the most elements that it may hold, 16 unless told.
 * - `counts` gives the number of elements by outlet, of that by inlet; `order` is an inlet and an outlet between which the order
 *   is kept. Without them, the laws do not apply.
 * - `laws` are asked besides, and those in `except`, by their names, are not. A name that is no law's is a defect.
 *
 * @category models
 * @since 0.1.0
 */
export interface CheckOptions<D> extends Omit<Law.Options<D>, "replay"> {
  readonly holds?: number | undefined
  readonly counts?:
    | ((given: { readonly [K in keyof Definition.Ins<D>]: number }) => {
      readonly [K in keyof Definition.Outs<D>]?: number
    })
    | undefined
  readonly order?:
    | Omit<Law.Order, "from" | "to"> & {
      readonly from?: keyof Definition.Ins<D> & string | undefined
      readonly to?: keyof Definition.Outs<D> & string | undefined
    }
    | undefined
  readonly laws?: ReadonlyArray<Law.Law> | undefined
  readonly except?: ReadonlyArray<string> | undefined
}

/**
 * What the laws say of a stream; `text` is a table of it, with the counterexamples below.
 *
 * @category models
 * @since 0.1.0
 */
export interface Report {
  readonly stream: string
  /** Whether there is no law that does not hold. */
  readonly isLawful: boolean
  readonly verdicts: ReadonlyArray<{ readonly law: string; readonly says: string; readonly verdict: Law.Verdict }>
  readonly text: string
}

/**
 * Laws do not hold for a stream; the message is the text of the report.
 *
 * @category errors
 * @since 0.1.0
 */
export class LawsBroken extends Schema.TaggedError<LawsBroken>("@effect-mimo/testing/LawsBroken")("LawsBroken", {
  stream: Schema.String,
  laws: Schema.Array(Schema.String),
  text: Schema.String
}) {
  override get message() {
    return this.text
  }
}

/**
 * Asks of a stream all that a reviewer would ask of any: every law of `Law` that applies.
 *
 * **When to use**
 *
 * Use to find out what a stream promises: print the text. {@link expectLawful} makes it an assertion.
 *
 * **Example** (What can be said of a merge)
 *
 * ```ts
 * import { Junction } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Merge = Junction.merge({ a: Schema.Int, b: Schema.Int })
 * const report = await Effect.runPromise(TestStream.check(Merge, { seed: 1, counts: ({ a, b }) => ({ merged: a + b }) }))
 * report.verdicts.filter(({ verdict }) => verdict._tag === "DoesNotHold").map(({ law }) => law) // => ["independent"]
 * ```
 *
 * @category laws
 * @since 0.1.0
 */
export const check = <D extends Definition.Input>(
  stream: D,
  options: CheckOptions<D> = {}
): Effect.Effect<Report, never, Definition.Services<D>> =>
  Effect.gen(function*() {
    const verdicts: Array<Report["verdicts"][number]> = []
    for (const { check, name, says } of lawsOf(options)) {
      verdicts.push({ law: name, says, verdict: yield* check(stream, options) })
    }
    const { name } = subjectOf(stream, {})
    const isLawful = verdicts.every(({ verdict }) => verdict._tag !== "DoesNotHold")
    return { stream: name, isLawful, verdicts, text: textOf(name, verdicts) }
  })

/**
 * The same as {@link check}, failing with {@link LawsBroken} where a law does not hold.
 *
 * **When to use**
 *
 * Use as a test of its own for each stream of a library. A law that is not to hold, such as that of a merge, is named in
 * `except`.
 *
 * @category laws
 * @since 0.1.0
 */
export const expectLawful = <D extends Definition.Input>(
  stream: D,
  options: CheckOptions<D> = {}
): Effect.Effect<Report, LawsBroken, Definition.Services<D>> =>
  Effect.flatMap(check(stream, options), (report) => {
    if (report.isLawful) return Effect.succeed(report)
    const laws = report.verdicts.flatMap(({ law, verdict }) => verdict._tag === "DoesNotHold" ? law : [])
    return Effect.fail(new LawsBroken({ stream: report.stream, laws, text: report.text }))
  })

const lawsOf = <D>(
  { counts, except = [], holds = 16, laws = [], order }: CheckOptions<D>
): ReadonlyArray<Law.Law> => {
  const all = [
    Law.independent,
    counts === undefined ? untold(Law.counts(() => ({})), "counts") : Law.counts(counts as unknown as AnyCounts),
    order === undefined ? untold(Law.keepsOrder(), "order") : Law.keepsOrder(order),
    Law.conforms,
    Law.ends,
    Law.stops,
    Law.holdsAtMost(holds),
    Law.survivesFaults,
    ...laws
  ]
  const names = all.map(({ name }) => name)
  const unknown = except.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new TypeError(`except: there is no law ${unknown.join(", ")}; there are ${names.join(", ")}`)
  }
  return all.filter(({ name }) => !except.includes(name))
}

// The law calls it by the ports of the stream, whose types it does not know.
type AnyCounts = Parameters<typeof Law.counts>[0]

const untold = ({ name, says }: Law.Law, option: string): Law.Law => ({
  name,
  says,
  check: () => Effect.succeed({ _tag: "DoesNotApply", reason: `nothing was told in \`${option}\`` })
})

// -----------------------------------------------------------------------------
// in words
// -----------------------------------------------------------------------------

const textOf = (stream: string, verdicts: Report["verdicts"]): string => {
  const rows = verdicts.map(({ law, says, verdict }) => [marks[verdict._tag], law, says, verdictText(verdict)] as const)
  const width = (column: 1 | 2) => Math.max(...rows.map((row) => row[column].length))
  const [names, sentences] = [width(1), width(2)]
  const table = rows.map(([mark, law, says, verdict]) =>
    `  ${mark} ${law.padEnd(names)}  ${says.padEnd(sentences)}  ${verdict}`
  )
  const broken = verdicts.flatMap(({ verdict }) =>
    verdict._tag === "DoesNotHold" ? `\n${verdict.counterexample.text}` : []
  )
  return [stream, ...table, ...broken].join("\n")
}

const marks: Record<Law.Verdict["_tag"], string> = { Holds: "✓", DoesNotHold: "✗", DoesNotApply: "-" }

const verdictText = (verdict: Law.Verdict): string => {
  switch (verdict._tag) {
    case "Holds":
      return `holds in ${verdict.runs} ${verdict.runs === 1 ? "run" : "runs"}`
    case "DoesNotHold":
      return "does not hold"
    case "DoesNotApply":
      return `does not apply: ${verdict.reason}`
  }
}
