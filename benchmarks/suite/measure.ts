/** The measurement of one case: each peer in a process of its own, all of them in turns. */
import { inspect, isDeepStrictEqual } from "node:util"
import type { Case, Peer } from "./Case.ts"
import { PeerProcess, type Setting } from "./PeerProcess.ts"
import type { Pace, Work } from "./protocol.ts"
import { median } from "./statistics.ts"

/** A peer with its module as Node can run it. */
export interface Entrant {
  readonly peer: Peer
  readonly module: string
  /** Whether it runs our packages. */
  readonly ours: boolean
}

export interface Course extends Setting {
  readonly elements: number
  readonly rounds: number
  readonly figureRounds: number
  readonly pace: Pace
}

/** What was measured of one peer: of each figure a sample per round. */
export interface Measured {
  readonly figures: Readonly<Record<string, ReadonlyArray<number>>>
  /** Why there is nothing more. */
  readonly failure: string | undefined
}

/** The nanoseconds per element, of a program. */
export const nanoseconds = "ns"

/** Once started, a round at a time. */
interface Runner {
  readonly rounds: number
  readonly round: () => Promise<Readonly<Record<string, number>>>
  readonly end: () => Promise<void>
}

const start = async (case_: Case, { module, peer }: Entrant, course: Course): Promise<Runner> => {
  const { elements, pace } = course
  const options = peer.options ?? {}
  const work = { elements, options }
  const check = (result: unknown): void => {
    const expected = case_.expected?.(elements, options)
    if (case_.expected === undefined || isDeepStrictEqual(result, expected)) return
    throw new Error(`gave ${inspect(result)} where ${inspect(expected)} is right`)
  }
  const process = new PeerProcess(module, course)
  try {
    if (await process.loaded() === "figures") {
      // The process was there to find out. Each round has one of its own.
      await process.kill()
      return { rounds: course.figureRounds, round: () => figuresOf(module, work, course), end: async () => {} }
    }
    check(await process.warmUp(work, pace))
    return {
      rounds: course.rounds,
      round: async () => {
        const { milliseconds, result } = await process.time()
        check(result)
        return { [nanoseconds]: median(milliseconds) * 1e6 / elements }
      },
      end: () => process.kill()
    }
  } catch (error) {
    await process.kill()
    throw error
  }
}

const figuresOf = async (module: string, work: Work, course: Course): Promise<Readonly<Record<string, number>>> => {
  const process = new PeerProcess(module, course)
  try {
    await process.loaded()
    const figures = await process.figures(work)
    for (const [figure, value] of Object.entries(figures)) {
      if (!Number.isFinite(value)) throw new Error(`${figure} is ${value}`)
    }
    return figures
  } finally {
    await process.kill()
  }
}

/**
 * Measures the entrants of a case in turns.
 *
 * One that fails is left out of the rounds that follow.
 */
export const measure = async (
  case_: Case,
  entrants: ReadonlyArray<Entrant>,
  course: Course,
  progress: (done: string) => void
): Promise<ReadonlyMap<Entrant, Measured>> => {
  const samples = new Map(entrants.map((entrant) => [entrant, {} as Record<string, Array<number>>]))
  const failures = new Map<Entrant, string>()
  const runners = new Map<Entrant, Runner>()
  const attempt = async (entrant: Entrant, f: () => Promise<void>): Promise<void> => {
    try {
      await f()
    } catch (error) {
      failures.set(entrant, error instanceof Error ? error.message : String(error))
      await runners.get(entrant)?.end()
      runners.delete(entrant)
    }
  }
  try {
    // Two at a time: this is not timed yet.
    const waiting = entrants.values()
    const startNext = async (): Promise<void> => {
      for (const entrant of waiting) {
        progress(`warm up ${entrant.peer.name}`)
        await attempt(entrant, async () => void runners.set(entrant, await start(case_, entrant, course)))
      }
    }
    await Promise.all([startNext(), startNext()])
    const rounds = Math.max(...[...runners.values()].map(({ rounds }) => rounds))
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`)
      for (const entrant of entrants) {
        const runner = runners.get(entrant)
        if (!runner || round > runner.rounds) continue
        await attempt(entrant, async () => {
          for (const [figure, value] of Object.entries(await runner.round())) {
            ;(samples.get(entrant)![figure] ??= []).push(value)
          }
        })
      }
    }
  } finally {
    await Promise.all([...runners.values()].map((runner) => runner.end()))
  }
  return new Map(entrants.map((entrant) => [
    entrant,
    { figures: samples.get(entrant)!, failure: failures.get(entrant) }
  ]))
}
