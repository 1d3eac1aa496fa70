/** From samples to results: medians, ratios, and whether targets are met. */
import { baseline, type Case, type Peer, type Target } from "./Case.ts"
import { type Entrant, type Measured, nanoseconds } from "./measure.ts"
import type { CaseResult, PeerResult, TargetResult } from "./Results.ts"
import { finite, pairedRatio, type Spread, spreadOf } from "./statistics.ts"

export const summarize = (
  case_: Case,
  elements: number,
  measured: ReadonlyMap<Entrant, Measured>,
  unbuilt: ReadonlyMap<Peer, string>
): CaseResult => {
  const byPeer = new Map([...measured].map(([{ peer }, found]) => [peer, found]))
  const ours = baseline(case_)
  const reference = ours && byPeer.get(ours)?.figures[nanoseconds]
  const peers = case_.peers.map((peer): PeerResult => {
    const found = byPeer.get(peer)
    const failure = unbuilt.get(peer) ?? found?.failure
    const samples = found?.figures[nanoseconds]
    const hops = peer.hops ?? case_.hops
    // Over another number of hops it is other work.
    const ratio = hops === (ours?.hops ?? case_.hops) && samples && reference
      ? pairedRatio(samples, reference)
      : undefined
    return {
      name: peer.name,
      ...(peer.note === undefined ? {} : { note: peer.note }),
      ...(hops === undefined ? {} : { hops }),
      figures: Object.fromEntries(
        Object.entries(found?.figures ?? {}).map(([figure, samples]) => [figure, { samples, ...spreadOf(samples) }])
      ),
      ...(ratio === undefined ? {} : { ratio }),
      ...(failure === undefined ? {} : { failure })
    }
  })
  const { id, title, unit } = case_
  return { id, title, unit, elements, peers, targets: [] }
}

/** The results with the targets of their cases, which may be about two of them. */
export const withTargets = (
  results: ReadonlyArray<CaseResult>,
  cases: ReadonlyArray<Case>
): ReadonlyArray<CaseResult> =>
  results.map((result) => {
    const targets = cases.find(({ id }) => id === result.id)?.targets ?? []
    return { ...result, targets: targets.map((target) => targetOf(target, result, results)) }
  })

const targetOf = (target: Target, result: CaseResult, results: ReadonlyArray<CaseResult>): TargetResult => {
  const { against, againstCase, atMost, figure = nanoseconds, peer, perHop = false } = target
  const reached = reachedBy({ ...target, figure }, result, results)
  return {
    peer,
    ...(against === undefined ? {} : { against }),
    ...(againstCase === undefined ? {} : { againstCase }),
    figure,
    perHop,
    atMost,
    ...(reached === undefined ? {} : { reached, met: reached.median <= atMost })
  }
}

const reachedBy = (
  { against, againstCase, figure, peer, perHop }: Target & { readonly figure: string },
  result: CaseResult,
  results: ReadonlyArray<CaseResult>
): Spread | undefined => {
  const measuredOf = (of: CaseResult | undefined, wanted: string) => {
    const found = of?.peers.find(({ name }) => name === wanted)
    const samples = found?.figures[figure]?.samples
    return samples && { samples, scale: perHop ? 1 / (found?.hops ?? 1) : 1 }
  }
  const ours = measuredOf(result, peer)
  if (ours === undefined) return undefined
  if (against === undefined) return scaled(spreadOf(ours.samples), ours.scale)
  const theirs = measuredOf(againstCase === undefined ? result : results.find(({ id }) => id === againstCase), against)
  if (theirs === undefined) return undefined
  const scale = ours.scale / theirs.scale
  if (againstCase === undefined) return scaled(pairedRatio(ours.samples, theirs.samples), scale)
  const [a, b] = [spreadOf(ours.samples), spreadOf(theirs.samples)]
  return scaled(finite({ median: a.median / b.median, min: a.min / b.max, max: a.max / b.min }), scale)
}

const scaled = (spread: Spread | undefined, by: number): Spread | undefined =>
  spread && { median: spread.median * by, min: spread.min * by, max: spread.max * by }
