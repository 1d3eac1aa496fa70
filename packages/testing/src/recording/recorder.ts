/** From what observers are told to lines of text. */
import { type Observation, Workflow } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { asWritten, type EdgeName, type Half } from "./edges.ts"
import type { PlannedEdge, RecordingPlan } from "./plan.ts"

export interface Recorder {
  readonly observer: Observation.Observer
  /** The lines that are still to be written when the effect has ended. */
  readonly closing: (exit: Exit.Exit<unknown, unknown>) => ReadonlyArray<string>
}

const keyOf = ({ from, to }: EdgeName): string => `${from} → ${to}`

/**
 * Elements are written when they are told, since the program may change them later. `offer` takes a line, or refuses it for
 * want of room.
 */
export const makeRecorder = (
  workflow: string,
  plan: RecordingPlan,
  elapsed: () => number,
  offer: (line: string) => boolean
): Recorder => {
  const indexOf = new Map(plan.edges.map((edge, index) => [keyOf(edge), index]))
  let seq = 0
  let lost = { count: 0, seq: 0, at: 0 }
  const lostLine = () => `{"seq":${lost.seq},"at":${lost.at},"kind":"lost","count":${lost.count}}\n`
  const tell = (at: number, body: string) => {
    seq++
    if (lost.count > 0 && offer(lostLine())) lost = { ...lost, count: 0 }
    if (lost.count === 0 && offer(`{"seq":${seq},"at":${at},${body}}\n`)) return
    lost = lost.count === 0 ? { count: 1, seq, at } : { ...lost, count: lost.count + 1 }
  }

  // An edge is asked for once in each run: the first that is asked for once more is of a new run.
  const asked = new Map<string, number>()
  let runs = 0
  // Of the parts of an edge that are open, by run and edge: the last to end is the end of the edge.
  const open = new Map<string, number>()

  const observer: Observation.Observer = (name) => {
    if (name.workflow !== workflow) return undefined
    const { half, ...written } = asWritten(name)
    const index = indexOf.get(keyOf(written))
    if (index === undefined) return undefined
    const run = asked.get(keyOf(name)) ?? 0
    asked.set(keyOf(name), run + 1)
    if (run === runs) tell(elapsed(), `"kind":"start","run":${runs++}`)
    const part = `${run} ${index}`
    open.set(part, (open.get(part) ?? 0) + 1)
    return edgeObserver(plan.edges[index]!, half, `"run":${run},"edge":${index}`, () => {
      const left = open.get(part)! - 1
      open.set(part, left)
      return left === 0
    })
  }

  const edgeObserver = (
    edge: PlannedEdge,
    half: Half,
    where: string,
    isEnd: () => boolean
  ): Observation.EdgeObserver => ({
    ...(half === "second" ? {} : {
      pushed: (element: unknown) => tell(elapsed(), `${where},"kind":"push",${edge.push(element)}`)
    }),
    ...(half === "first" ? {} : {
      popped: (element: unknown) => tell(elapsed(), `${where},"kind":"pop",${edge.pop(element)}`)
    }),
    ended: (by) => {
      if (isEnd()) tell(elapsed(), `${where},"kind":"end","by":"${by}"`)
    }
  })

  return {
    observer,
    closing: (exit) => {
      const before = lost.count > 0 ? [lostLine()] : []
      const last = { seq: ++seq, at: elapsed(), kind: "exit", ...describeExit(exit) }
      return [...before, `${JSON.stringify(last)}\n`]
    }
  }
}

const describeExit = (exit: Exit.Exit<unknown, unknown>) => {
  if (Exit.isSuccess(exit)) return { exit: "Success" }
  if (Cause.hasInterruptsOnly(exit.cause)) return { exit: "Interrupted" }
  const step = Workflow.failedStep(exit.cause)
  return {
    exit: "Failure",
    ...(Option.isSome(step) ? { step: step.value } : {}),
    cause: Cause.prettyErrors(exit.cause).map(String).join("; ")
  }
}
