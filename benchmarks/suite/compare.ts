/** `--compare`: our own peers on the packages as they are, in turns with the same on those of another revision. */
import type { Case } from "./Case.ts"
import { comparisonReport } from "./comparison-report.ts"
import type { CaseCompared, Comparison, FigureCompared } from "./Comparison.ts"
import { courses } from "./course.ts"
import { enter, type Entered } from "./enter.ts"
import { machine, versions } from "./machine.ts"
import { type Entrant, measure, type Measured } from "./measure.ts"
import type { Options } from "./options.ts"
import { progress } from "./progress.ts"
import { pairedRatio } from "./statistics.ts"
import { withWorktree } from "./worktree.ts"

export const compare = async (
  cases: ReadonlyArray<Case>,
  revision: string,
  options: Options,
  signal: AbortSignal
): Promise<Comparison> =>
  withWorktree(revision, async (folder, before) => {
    const courseOf = await courses(options, signal)
    const at = { date: new Date().toISOString(), machine: machine(), versions: versions() }
    const compared: Array<CaseCompared> = []
    for (const case_ of cases) {
      signal.throwIfAborted()
      const now = await enter(case_.peers, "peers")
      const ours = now.entrants.filter(({ ours }) => ours)
      if (ours.length === 0 && now.unbuilt.size === 0) continue
      const then = await enter(ours.map(({ peer }) => peer), "peers-before", folder)
      // In turns: each next to the same peer of the other revision.
      const entrants = ours.flatMap((entrant) => [
        entrant,
        ...then.entrants.filter(({ peer }) => peer === entrant.peer)
      ])
      const course = courseOf(case_)
      const measured = await measure(case_, entrants, course, (doing) => progress(`${case_.id}: ${doing}`))
      signal.throwIfAborted()
      progress("")
      const { id, title, unit } = case_
      const result = { id, title, unit, elements: course.elements, ...comparison(now, ours, then, measured) }
      compared.push(result)
      console.log(`${comparisonReport(result)}\n`)
    }
    const { figureRounds, quick, rounds } = options
    return { version: 1, ...at, quick, rounds, figureRounds, before, cases: compared }
  })

const comparison = (
  now: Entered,
  ours: ReadonlyArray<Entrant>,
  then: Entered,
  measured: ReadonlyMap<Entrant, Measured>
): Pick<CaseCompared, "figures" | "failures"> => {
  const unbuilt = ({ unbuilt }: Entered, when: "now" | "before") =>
    [...unbuilt].map(([peer, message]) => ({ peer: peer.name, when, message }))
  const failed = [...measured].flatMap(([entrant, { failure }]) =>
    failure === undefined
      ? []
      : [{
        peer: entrant.peer.name,
        when: ours.includes(entrant) ? "now" as const : "before" as const,
        message: failure
      }]
  )
  return {
    figures: ours.flatMap((entrant) => {
      const counterpart = then.entrants.find(({ peer }) => peer === entrant.peer)
      const [a, b] = [measured.get(entrant), counterpart && measured.get(counterpart)]
      return a && b ? figuresOf(entrant.peer.name, a, b) : []
    }),
    failures: [...unbuilt(now, "now"), ...unbuilt(then, "before"), ...failed]
  }
}

const figuresOf = (peer: string, now: Measured, before: Measured): ReadonlyArray<FigureCompared> =>
  Object.entries(now.figures).flatMap(([figure, samples]) => {
    const other = before.figures[figure]
    if (!other) return []
    const ratio = pairedRatio(samples, other)
    return [{ peer, figure, now: samples, before: other, ...(ratio === undefined ? {} : { ratio }) }]
  })
