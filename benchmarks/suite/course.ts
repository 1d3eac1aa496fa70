/** How long things take in a full run and in a quick one. */
import { bundle } from "./bundle.ts"
import type { Case } from "./Case.ts"
import type { Course } from "./measure.ts"
import type { Options } from "./options.ts"

const full = { pace: { warmUpRuns: 2, warmUpTime: 2000, roundTime: 100 }, patience: 600 }
const quick = { pace: { warmUpRuns: 1, warmUpTime: 300, roundTime: 20 }, patience: 60 }

export type CourseOf = (case_: Case) => Course

export const courses = async (options: Options, signal: AbortSignal): Promise<CourseOf> => {
  const { path: main } = await bundle("suite/peer-process.ts", "suite")
  const { figureRounds, rounds } = options
  return (case_) => ({
    ...(options.quick ? quick : full),
    elements: options.quick ? case_.quick : case_.elements,
    main,
    rounds,
    figureRounds,
    signal
  })
}
