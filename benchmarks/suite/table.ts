/** The tables of a case, as rows of text. */
import type { CaseResult, PeerResult } from "./Results.ts"
import { absence, figuresOf, number, rate, ratio, spread } from "./wording.ts"

export interface Grid {
  readonly head: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

/** The columns by their heads; cells of what was not measured are undefined. */
type Columns = ReadonlyMap<string, (peer: PeerResult) => string | undefined>

const columnsOf = ({ unit }: CaseResult, peers: ReadonlyArray<PeerResult>): Columns => {
  const columns = new Map<string, (peer: PeerResult) => string | undefined>()
  const one = unit.replace(/s$/, "")
  for (const figure of figuresOf(peers)) {
    const value = ({ figures }: PeerResult) => figures[figure]
    if (figure !== "ns") {
      columns.set(figure, (peer) => mapped(value(peer), (found) => `${number(found.median)} (${spread(found)})`))
      continue
    }
    columns.set(`ns/${one}`, (peer) => mapped(value(peer), ({ median }) => number(median)))
    columns.set("min–max", (peer) => mapped(value(peer), spread))
    columns.set(`${unit}/s`, (peer) => mapped(value(peer), ({ median }) => rate(median)))
    if (peers.some(({ hops }) => hops !== undefined)) {
      columns.set("ns/hop", (peer) => mapped(value(peer), ({ median }) => number(median / (peer.hops ?? 1))))
    }
    if (peers.some(({ ratio }) => ratio !== undefined)) {
      columns.set("to ours", (peer) => mapped(peer.ratio, ({ median }) => `${ratio(median)}×`))
    }
  }
  return columns
}

const mapped = <A>(value: A | undefined, f: (value: A) => string): string | undefined =>
  value === undefined ? undefined : f(value)

/** A table for each group of peers that have figures in common; one that has none is in the first. */
export const tables = (result: CaseResult): ReadonlyArray<Grid> => groupsOf(result).map((peers) => table(result, peers))

const groupsOf = ({ peers }: CaseResult): ReadonlyArray<ReadonlyArray<PeerResult>> => {
  const groups: Array<Array<PeerResult>> = []
  for (const peer of peers) {
    const names = Object.keys(peer.figures)
    const group = names.length === 0
      ? groups[0]
      : groups.find((others) => others.some(({ figures }) => names.some((name) => name in figures)))
    if (group) group.push(peer)
    else groups.push([peer])
  }
  return groups
}

const table = (result: CaseResult, peers: ReadonlyArray<PeerResult>): Grid => {
  const columns = [...columnsOf(result, peers)]
  const notes = peers.some(({ note }) => note !== undefined)
  return {
    head: ["peer", ...columns.map(([name]) => name), ...(notes ? ["note"] : [])],
    rows: peers.map((peer) => {
      const cells: Array<string> = columns.map(([, cell]) => cell(peer) ?? "")
      if (cells.length > 0 && !cells.some((cell) => cell !== "")) cells[0] = absence(peer)
      return [peer.name, ...cells, ...(notes ? [peer.note ?? ""] : [])]
    })
  }
}
