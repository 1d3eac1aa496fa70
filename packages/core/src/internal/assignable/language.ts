/** Regular languages over UTF-16 code units: whether one set of strings lies inside another, and a string if not. */

/** Code units, from the first to the last of each range. */
type Units = ReadonlyArray<readonly [first: number, last: number]>

export type Expression =
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Unit"; readonly units: Units }
  | { readonly _tag: "Sequence"; readonly parts: ReadonlyArray<Expression> }
  | { readonly _tag: "Choice"; readonly of: ReadonlyArray<Expression> }
  | { readonly _tag: "Repeat"; readonly of: Expression }

export const text = (text: string): Expression => ({ _tag: "Text", text })
export const unit = (...units: Units): Expression => ({ _tag: "Unit", units })
export const sequence = (...parts: ReadonlyArray<Expression>): Expression => ({ _tag: "Sequence", parts })
export const choice = (...of: ReadonlyArray<Expression>): Expression => ({ _tag: "Choice", of })
/** None or more. */
export const repeat = (of: Expression): Expression => ({ _tag: "Repeat", of })
export const optional = (of: Expression): Expression => choice(text(""), of)
export const times = (of: Expression, count: number): Expression => sequence(...Array.from({ length: count }, () => of))

export const anyUnit = unit([0, 0xffff])
export const anyText = repeat(anyUnit)

/** Nondeterministic: the edges that read a code unit, and those that read nothing. Begins in state 0. */
interface Automaton {
  readonly edges: Array<{ readonly units: Units; readonly to: number } | undefined>
  readonly jumps: Array<Array<number>>
  readonly accepting: number
}

const automata = new WeakMap<Expression, Automaton>()

const toAutomaton = (expression: Expression): Automaton => {
  const known = automata.get(expression) ?? makeAutomaton(expression)
  automata.set(expression, known)
  return known
}

const makeAutomaton = (expression: Expression): Automaton => {
  const edges: Array<{ readonly units: Units; readonly to: number } | undefined> = []
  const jumps: Array<Array<number>> = []
  const addState = (): number => {
    jumps.push([])
    return edges.push(undefined) - 1
  }
  /** Adds the states that read the expression from a state, and gives the one they end in. */
  const add = (expression: Expression, from: number): number => {
    switch (expression._tag) {
      case "Unit": {
        const to = addState()
        edges[from] = { units: expression.units, to }
        return to
      }
      case "Text": {
        let at = from
        for (let index = 0; index < expression.text.length; index++) {
          const code = expression.text.charCodeAt(index)
          at = add(unit([code, code]), at)
        }
        return at
      }
      case "Sequence":
        return expression.parts.reduce((at, part) => add(part, at), from)
      case "Choice": {
        const end = addState()
        for (const part of expression.of) {
          const start = addState()
          jumps[from]!.push(start)
          jumps[add(part, start)]!.push(end)
        }
        return end
      }
      case "Repeat": {
        const start = addState()
        const end = addState()
        jumps[from]!.push(start, end)
        jumps[add(expression.of, start)]!.push(start, end)
        return end
      }
    }
  }
  const start = addState()
  return { edges, jumps, accepting: add(expression, start) }
}

/** The states an automaton may be in, in order. */
type States = ReadonlyArray<number>

const close = (automaton: Automaton, states: Iterable<number>): States => {
  const seen = new Set(states)
  for (const state of seen) {
    for (const next of automaton.jumps[state]!) seen.add(next)
  }
  return [...seen].sort((a, b) => a - b)
}

const advance = (automaton: Automaton, states: States, code: number): States => {
  const next: Array<number> = []
  for (const state of states) {
    const edge = automaton.edges[state]
    if (edge?.units.some(([first, last]) => first <= code && code <= last)) next.push(edge.to)
  }
  return close(automaton, next)
}

const printable = [0x61, 0x41, 0x30, 0x20]

/** One code unit for each set of units that no automaton tells apart. */
const alphabet = (automata: ReadonlyArray<Automaton>): ReadonlyArray<number> => {
  const starts = new Set([0])
  for (const { edges } of automata) {
    for (const edge of edges) {
      for (const [first, last] of edge?.units ?? []) starts.add(first).add(last + 1)
    }
  }
  const sorted = [...starts].filter((code) => code <= 0xffff).sort((a, b) => a - b)
  return sorted.map((first, index) => {
    const last = (sorted[index + 1] ?? 0x10000) - 1
    return printable.find((code) => first <= code && code <= last) ?? first
  })
}

/** A set of strings: those that are in every one of some languages. */
export type Intersection = ReadonlyArray<Expression>

/** What may still be spent on questions about strings, in states looked at. */
export interface Budget {
  left: number
}

/** Enough for hundreds of questions; schemas that use it up, some unions of very many templates, leave the rest open. */
export const makeBudget = (): Budget => ({ left: 1_000_000 })

/** More than this on one question, and it stays open. */
const maxWork = 100_000

/**
 * The shortest string that is in one set and, for `"outside"`, in none of the others or, for `"inside"`, in any of
 * them; `undefined` if there is none, `"unknown"` if finding out takes too long.
 */
export const findString = (
  from: Intersection,
  where: "outside" | "inside",
  others: ReadonlyArray<Intersection>,
  budget: Budget
): { readonly found: string } | "unknown" | undefined => {
  const end = budget.left - maxWork
  if (budget.left <= 0) return "unknown"
  const own = from.map(toAutomaton)
  const rest = others.map((set) => set.map(toAutomaton))
  const all = [...own, ...rest.flat()]
  const codes = alphabet(all)
  const isWanted = (states: ReadonlyArray<States>): boolean => {
    const accepts = (index: number): boolean => states[index]!.includes(all[index]!.accepting)
    let index = own.length
    if (!own.every((_, at) => accepts(at))) return false
    const inside = rest.some((set) => {
      const first = index
      index += set.length
      return set.every((_, at) => accepts(first + at))
    })
    return inside === (where === "inside")
  }
  const start = all.map((automaton) => close(automaton, [0]))
  const queue: Array<{ readonly states: ReadonlyArray<States>; readonly read: string }> = [{ states: start, read: "" }]
  const seen = new Set([start.join(";")])
  for (const { states, read } of queue) {
    if (isWanted(states)) return { found: read }
    for (const code of codes) {
      budget.left -= states.reduce((sum, { length }) => sum + length, 0)
      if (budget.left < Math.max(0, end)) return "unknown"
      const next = states.map((current, index) => advance(all[index]!, current, code))
      // Nothing that begins so is in the first set.
      if (own.some((_, index) => next[index]!.length === 0)) continue
      const key = next.join(";")
      if (seen.has(key)) continue
      seen.add(key)
      queue.push({ states: next, read: read + String.fromCharCode(code) })
    }
  }
  return undefined
}
