/** A run of the benchmarks: case after case, to tables and results. */
import type { Case } from "./Case.ts"
import { courses } from "./course.ts"
import { enter } from "./enter.ts"
import { machine, versions } from "./machine.ts"
import { measure } from "./measure.ts"
import type { Options } from "./options.ts"
import { progress } from "./progress.ts"
import { caseReport } from "./report.ts"
import type { CaseResult, Results } from "./Results.ts"
import { summarize, withTargets } from "./summary.ts"

export const run = async (cases: ReadonlyArray<Case>, options: Options, signal: AbortSignal): Promise<Results> => {
  const courseOf = await courses(options, signal)
  const results: Array<CaseResult> = []
  const now = { date: new Date().toISOString(), machine: machine(), versions: versions() }
  for (const case_ of cases) {
    signal.throwIfAborted()
    const { entrants, unbuilt } = await enter(case_.peers, "peers")
    const course = courseOf(case_)
    const measured = await measure(case_, entrants, course, (doing) => progress(`${case_.id}: ${doing}`))
    signal.throwIfAborted()
    results.push(summarize(case_, course.elements, measured, unbuilt))
    progress("")
    const [last] = withTargets(results, cases).slice(-1)
    console.log(`${caseReport(last!)}\n`)
  }
  const { figureRounds, quick, rounds } = options
  return { version: 1, ...now, quick, rounds, figureRounds, cases: withTargets(results, cases) }
}
