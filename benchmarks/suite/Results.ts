/** What a run of the benchmarks leaves behind, as JSON. */
import * as Schema from "effect/Schema"

const Figure = Schema.Struct({
  /** One of each round. */
  samples: Schema.Array(Schema.Finite),
  median: Schema.Finite,
  min: Schema.Finite,
  max: Schema.Finite
})

export const Ratio = Schema.Struct({ median: Schema.Finite, min: Schema.Finite, max: Schema.Finite })

export const PeerResult = Schema.Struct({
  name: Schema.String,
  note: Schema.optionalKey(Schema.String),
  hops: Schema.optionalKey(Schema.Finite),
  /** Empty of a peer that cannot do the work, or failed. `ns` is the nanoseconds per element. */
  figures: Schema.Record(Schema.String, Figure),
  /** Its time in those of our own peer, round by round. */
  ratio: Schema.optionalKey(Ratio),
  failure: Schema.optionalKey(Schema.String)
})
export type PeerResult = typeof PeerResult.Type

export const TargetResult = Schema.Struct({
  peer: Schema.String,
  against: Schema.optionalKey(Schema.String),
  againstCase: Schema.optionalKey(Schema.String),
  figure: Schema.String,
  perHop: Schema.Boolean,
  atMost: Schema.Finite,
  /**
   * The ratio of the two, round by round where both are of one case; the figure itself where there is no other.
   *
   * Absent where one of them was not measured.
   */
  reached: Schema.optionalKey(Ratio),
  met: Schema.optionalKey(Schema.Boolean)
})
export type TargetResult = typeof TargetResult.Type

export const CaseResult = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  unit: Schema.String,
  elements: Schema.Finite,
  peers: Schema.Array(PeerResult),
  targets: Schema.Array(TargetResult)
})
export type CaseResult = typeof CaseResult.Type

export const Machine = Schema.Struct({
  cpu: Schema.String,
  cores: Schema.Int,
  memory: Schema.String,
  os: Schema.String
})
export type Machine = typeof Machine.Type

export const Versions = Schema.Struct({
  node: Schema.String,
  effect: Schema.String,
  rxjs: Schema.String,
  revision: Schema.String,
  /** Whether the files differed from those of the revision. */
  dirty: Schema.Boolean
})
export type Versions = typeof Versions.Type

export const Results = Schema.Struct({
  version: Schema.Literal(1),
  date: Schema.String,
  quick: Schema.Boolean,
  rounds: Schema.Int,
  /** Of peers that measure by themselves. */
  figureRounds: Schema.Int,
  machine: Machine,
  versions: Versions,
  cases: Schema.Array(CaseResult)
})
export type Results = typeof Results.Type

const json = Schema.fromJsonString(Results)

/** Throws where the text is not that of results. */
export const parse = Schema.decodeUnknownSync(json)

export const stringify = (results: Results): string =>
  `${JSON.stringify(Schema.encodeSync(Results)(results), null, 2)}\n`
