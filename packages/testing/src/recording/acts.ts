/** What the surroundings of a step did in a recorded run, in the order in which it is done again. */
import type { Place, RecordedInlet } from "./part.ts"

/** What happens at a port up to a total number of elements. */
export interface UpTo {
  readonly port: string
  readonly total: number
}

/**
 * Done from outside in one go, at a time or later: room is made at an outlet, an inlet is fed or ended, an outlet is left. The
 * step then does what it can about it before the next.
 */
export interface Act {
  readonly seq: number
  readonly at: number
  readonly request?: UpTo
  readonly feed?: UpTo
  readonly end?: string
  readonly cancel?: string
}

/** Events that came one directly after another, at one time: of each such group where it stands, and how many there are with it. */
const inOneGo = <A extends Place>(events: ReadonlyArray<A>): ReadonlyArray<Place & { readonly total: number }> => {
  const groups: Array<Place & { total: number }> = []
  for (const [index, event] of events.entries()) {
    const last = groups.at(-1)
    const before = events[index - 1]
    if (last !== undefined && before!.at === event.at && before!.seq + 1 === event.seq) last.total = index + 1
    else groups.push({ ...event, total: index + 1 })
  }
  return groups
}

/**
 * How an inlet is fed: in the order in which it was popped, so that a step that chooses between inlets chooses again what it
 * chose. What was popped in one go is there together, for `popUpTo`. An inlet that failed stays open: the run was being
 * stopped, and so is the replay when it has come to its end.
 */
export const feedingsOf = (
  port: string,
  pops: ReadonlyArray<Place>,
  { elements, end }: RecordedInlet
): ReadonlyArray<Act> => {
  const feedings = inOneGo(pops).map(({ at, seq, total }): Act => ({ seq, at, feed: { port, total } }))
  // What was left there comes before the end; and an end that was there with the last element comes with it.
  if (end === undefined || elements.length > pops.length || end.seq < (pops.at(-1)?.seq ?? 0)) return feedings
  return [...feedings, { seq: end.seq, at: end.at, end: port }]
}

/** Room for what an outlet pushed, in the order in which it did: for steps that look where there is room. */
export const requestsOf = (port: string, pushes: ReadonlyArray<Place>): ReadonlyArray<Act> =>
  inOneGo(pushes).map(({ at, seq, total }) => ({ seq, at, request: { port, total } }))

export const inOrder = (acts: ReadonlyArray<Act>): ReadonlyArray<Act> => {
  const ordered: Array<Act> = []
  for (const act of acts.toSorted((a, b) => a.seq - b.seq)) {
    const last = ordered.at(-1)
    // A step may look for room before it pops: what it pushes about an element has room when the element comes.
    if (act.request !== undefined && last?.feed !== undefined && last.request === undefined) {
      ordered[ordered.length - 1] = { ...last, seq: act.seq, request: act.request }
    } else ordered.push(act)
  }
  return ordered
}
