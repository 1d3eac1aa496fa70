/** The middle of some samples, and how far they lie apart. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export const median = (samples: ReadonlyArray<number>): number => {
  const sorted = samples.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

export const spreadOf = (samples: ReadonlyArray<number>): Spread => ({
  median: median(samples),
  min: Math.min(...samples),
  max: Math.max(...samples)
})

/**
 * How the samples of one peer compare with another's, round by round.
 *
 * What slows the machine down for a while slows both down in the same round, and is not in their ratio. Undefined where the
 * other's are not something to divide by.
 */
export const pairedRatio = (peer: ReadonlyArray<number>, against: ReadonlyArray<number>): Spread | undefined =>
  finite(spreadOf(peer.slice(0, against.length).map((sample, round) => sample / against[round]!)))

export const finite = (spread: Spread): Spread | undefined =>
  Object.values(spread).every(Number.isFinite) ? spread : undefined
