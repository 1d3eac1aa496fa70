/** The time of the processor for runs that look for deadlocks, and for runs that do not, by turns in one process. */
import { type In, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import type { Figures } from "../../suite/Case.ts"
import { type Shape, shapes } from "./graph.ts"

/** A port belongs to a step, and that to a run; found by way of a port, the class is the one of the packages measured. */
interface Inside {
  readonly owner: { readonly run: object }
}

interface TellsOfWaits {
  suspect(step: unknown): void
}

let looks = true

/** From now on a run is told of steps that have come to wait while `looks` is set; either way it is asked. */
const makeOptional = async (shape: Shape): Promise<void> => {
  let found: TellsOfWaits | undefined
  const onBegin = (inlet: In<number>): void => {
    found = Object.getPrototypeOf((inlet as unknown as Inside).owner.run) // no port of a step tells
  }
  await Effect.runPromise(Workflow.run(shapes[shape](1, 0, onBegin)))
  if (found?.suspect === undefined) throw new Error("runs are not told of steps that wait")
  const { suspect } = found
  found.suspect = function(this: TellsOfWaits, step) {
    if (looks) suspect.call(this, step)
  }
}

const pairs = 5
const millisecond = 1_000

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

export const figures: Figures<{ readonly shape: Shape; readonly steps: number; readonly times: number }> = async (
  units,
  { shape, steps, times }
) => {
  const elements = units * times
  await makeOptional(shape)
  const workflow = shapes[shape](steps, elements, () => {})
  const timeOf = async (looking: boolean): Promise<number> => {
    looks = looking
    const before = process.cpuUsage()
    const { count } = await Effect.runPromise(Workflow.run(workflow))
    const { system, user } = process.cpuUsage(before)
    if (count !== elements) throw new Error(`gave ${count} where ${elements} is right`)
    return (user + system) / millisecond
  }
  for (const looking of [true, false]) await timeOf(looking)
  const [withIt, without, ratios]: [Array<number>, Array<number>, Array<number>] = [[], [], []]
  for (let n = 0; n < pairs; n++) {
    // Neither is always the first.
    for (const looking of n % 2 === 0 ? [true, false] : [false, true]) {
      ;(looking ? withIt : without).push(await timeOf(looking))
    }
    ratios.push(withIt[n]! / without[n]!)
  }
  return { "looking, ms of CPU": median(withIt), "not looking, ms of CPU": median(without), "times": median(ratios) }
}
