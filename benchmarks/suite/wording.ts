/** Numbers and targets in words, the same on the terminal and in the documentation. */
import type { PeerResult, TargetResult } from "./Results.ts"
import type { Spread } from "./statistics.ts"

/** Three digits, with separators. */
export const number = (value: number): string => {
  const digits = Math.abs(value) >= 100 || value === 0 ? 0 : Math.min(4, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: digits })
}

/** Two digits at least: 0.048, 1.2, 23. */
export const ratio = (value: number): string =>
  value >= 10 ? number(Math.round(value)) : value >= 1 ? value.toFixed(1).replace(/\.0$/, "") : value.toPrecision(2)

export const spread = ({ max, min }: Spread): string => `${number(min)}–${number(max)}`

/** What counts in a rate, rounded to three digits: `12.3 M/s`. */
export const rate = (nanoseconds: number): string =>
  new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(1e9 / nanoseconds)

const precise = (value: number): string => {
  const digits = value.toPrecision(3)
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : number(value)
}

/** Whether the target is told as a speed: `20× as fast` rather than `0.05 times the time`. */
const asSpeed = ({ against, atMost, figure }: TargetResult): boolean =>
  against !== undefined && figure === "ns" && atMost < 1

/** The target's peer and what it is held against: `class steps against Queue, offer and take`. */
export const contest = ({ against, againstCase, figure, peer, perHop }: TargetResult): string =>
  [
    against === undefined ? peer : `${peer} against ${against}`,
    ...(againstCase === undefined ? [] : [`of ${againstCase}`]),
    ...(perHop ? ["per hop"] : []),
    ...(figure === "ns" ? [] : [`in ${figure}`])
  ].join(" ")

/** `at least 20× as fast`. */
export const wanted = (target: TargetResult): string => {
  const { against, atMost, figure } = target
  if (against === undefined) return `at most ${precise(atMost)}`
  if (asSpeed(target)) return `at least ${precise(1 / atMost)}× as fast`
  return figure === "ns" ? `at most ${precise(atMost)}× the time` : `at most ${precise(atMost)}×`
}

/** `23.4× (22.8–24.1)`, in the words of {@link wanted}. */
export const reached = (target: TargetResult): string => {
  if (!target.reached) return "not measured"
  const { max, median, min } = target.reached
  if (asSpeed(target)) return `${precise(1 / median)}× (${precise(1 / max)}–${precise(1 / min)})`
  return `${precise(median)}${target.against === undefined ? "" : "×"} (${precise(min)}–${precise(max)})`
}

export const verdict = ({ met }: TargetResult): "met" | "missed" | "unknown" =>
  met === undefined ? "unknown" : met ? "met" : "missed"

/** What stands in the row of a peer without figures. */
export const absence = ({ failure }: PeerResult): string => (failure === undefined ? "–" : "failed")

/** The names of the peers' figures, in order of appearance. */
export const figuresOf = (peers: ReadonlyArray<PeerResult>): ReadonlyArray<string> => [
  ...new Set(peers.flatMap(({ figures }) => Object.keys(figures)))
]
