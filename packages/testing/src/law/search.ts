/** The search for a case in which something is not so, shrunk to a small one. */
import type { PortTable } from "@effect-mimo/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { type Case, casesOf, type Made, namesOf, Unmakeable } from "./cases.ts"
import type { Limits, Subject } from "./trial.ts"

/** How much is tried: `PropertyOptions` has the words. */
export interface Search {
  readonly runs?: number | undefined
  readonly seed?: number | string | undefined
  readonly replay?: string | undefined
  readonly maxShrinks?: number | undefined
}

export type Options<D> = Made<D> & Search & Limits

/** What one case says of what is asked. */
export type Said = "so" | Silent | Broken

/** Nothing can be told by it. */
export class Silent {
  constructor(readonly reason: string) {}
}

/** It is not so, and why; `rows` say more, under titles. */
export class Broken {
  constructor(
    readonly because: string,
    readonly rows: ReadonlyArray<readonly [what: string, text: string]> = [],
    readonly cause?: unknown
  ) {}
}

/** A case in which it is not so. */
export interface Found {
  readonly _tag: "Found"
  readonly case: Case
  readonly broken: Broken
  readonly run: number
  readonly shrinks: number
  readonly replay: string
}

/** In none of so many it is not so; `silent` says why, if none of them could tell. */
export interface NotFound {
  readonly _tag: "NotFound"
  readonly runs: number
  readonly silent: string | undefined
}

/** It could not be tried. */
export interface Untried {
  readonly _tag: "Untried"
  readonly reason: string
}

/** What is tried in each case; a text where it cannot be asked of the stream. */
export type Test = (context: Context) => string | ((one: Case) => Effect.Effect<Said>)

export interface Context {
  readonly subject: Subject
  readonly ports: PortTable.PortTable
  readonly ins: ReadonlyArray<string>
  readonly outs: ReadonlyArray<string>
}

// Each takes the time of someone's patience.
const mostGivenUp = 10

export const search = <D>(
  subject: Subject,
  options: Options<D>,
  test: Test
): Effect.Effect<Found | NotFound | Untried> =>
  Effect.suspend(() => {
    const { ports } = subject.workflow
    const tried = test({ subject, ports, ins: namesOf(ports, "in"), outs: namesOf(ports, "out") })
    if (typeof tried === "string") return Effect.succeed<Untried>({ _tag: "Untried", reason: tried })
    const cases = casesOf(ports, options)
    if (cases instanceof Unmakeable) return Effect.succeed<Untried>({ _tag: "Untried", reason: cases.text })
    return searched(cases, tried, subject, options)
  })

const searched = <D>(
  cases: Arbitrary.Arbitrary<Case>,
  tried: (one: Case) => Effect.Effect<Said>,
  subject: Subject,
  { maxShrinks = 1000, replay, runs, seed, size }: Options<D>
): Effect.Effect<Found | NotFound | Untried> => {
  let told = false
  let silent = ""
  const property = (one: Case) => {
    if (subject.givenUp > mostGivenUp && replay === undefined) return true
    return Effect.flatMap(tried(one), (said) => {
      if (said instanceof Broken) return Effect.fail(said)
      if (said instanceof Silent) silent = said.reason
      else told = true
      return Effect.succeed(true)
    })
  }
  return Effect.map(Arbitrary.checkEffect(cases, property, { runs, seed, replay, maxShrinks, size }), (result) => {
    switch (result._tag) {
      case "Passed":
        return { _tag: "NotFound", runs: result.runs, silent: told ? undefined : silent }
      case "Exhausted":
        return {
          _tag: "Untried",
          reason: `only ${result.runs} inputs could be made, and ${result.discards} were discarded`
        }
      case "ReplayMismatch":
        return { _tag: "Untried", reason: `${mismatches[result.reason]} (${result.reason})` }
      case "Falsified":
        return {
          _tag: "Found",
          case: result.shrunkInput,
          // It never returns false.
          broken: (result.failure as Arbitrary.PropertyError<Broken>).error,
          run: result.runs,
          shrinks: result.shrinks,
          replay: result.replay
        }
    }
  })
}

const mismatches: Record<Arbitrary.ReplayMismatch["reason"], string> = {
  AttemptDiscarded: "the replay is of inputs that are made otherwise",
  PropertyPassed: "what the replay shows does not fail any more",
  ShrinkPassed: "what the replay shows does not fail any more",
  ShrinkPathUnavailable: "the replay is of inputs that are made otherwise"
}

/** The option that shows a failure again, as it is written. */
export const replayText = (replay: string): string =>
  `{ replay: ${replay.includes("'") ? JSON.stringify(replay) : `'${replay}'`} }`
