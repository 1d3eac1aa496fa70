/** What `--compare` leaves behind, as JSON. */
import * as Schema from "effect/Schema"
import { Machine, Ratio, Versions } from "./Results.ts"

const FigureCompared = Schema.Struct({
  peer: Schema.String,
  figure: Schema.String,
  /** One of each round. */
  now: Schema.Array(Schema.Finite),
  before: Schema.Array(Schema.Finite),
  /** Now to before, round by round; absent where it was nothing before. */
  ratio: Schema.optionalKey(Ratio)
})
export type FigureCompared = typeof FigureCompared.Type

const CaseCompared = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  unit: Schema.String,
  elements: Schema.Finite,
  figures: Schema.Array(FigureCompared),
  /** Of a peer that does not run at the one or the other revision. */
  failures: Schema.Array(Schema.Struct({
    peer: Schema.String,
    when: Schema.Literals(["now", "before"]),
    message: Schema.String
  }))
})
export type CaseCompared = typeof CaseCompared.Type

export const Comparison = Schema.Struct({
  version: Schema.Literal(1),
  date: Schema.String,
  quick: Schema.Boolean,
  rounds: Schema.Int,
  /** Of peers that measure by themselves. */
  figureRounds: Schema.Int,
  machine: Machine,
  versions: Versions,
  /** The commit compared with. */
  before: Schema.String,
  cases: Schema.Array(CaseCompared)
})
export type Comparison = typeof Comparison.Type

export const stringify = (comparison: Comparison): string =>
  `${JSON.stringify(Schema.encodeSync(Comparison)(comparison), null, 2)}\n`
