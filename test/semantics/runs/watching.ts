// What an observer is told of the edges of a run.
import { Observation, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"

export interface Seen {
  readonly pushed: Array<unknown>
  readonly popped: Array<unknown>
  readonly ended: Array<string>
}

/** Everything that is told of each edge, by its name, in the order the edges were asked for. */
export const watching = () => {
  const seen: Record<string, Seen> = {}
  const workflows = new Set<string>()
  const observer: Observation.Observer = ({ from, to, workflow }) => {
    workflows.add(workflow)
    const edge: Seen = { pushed: [], popped: [], ended: [] }
    seen[`${from} → ${to}`] = edge
    return {
      pushed: (element) => void edge.pushed.push(element),
      popped: (element) => void edge.popped.push(element),
      ended: (by) => void edge.ended.push(by)
    }
  }
  return { seen, observer, workflows }
}

/** What is told of the edges of a run to its end. */
export const watched = <A, E>(workflow: Workflow.Workflow<{}, {}, A, E>) =>
  Effect.gen(function*() {
    const { observer, seen } = watching()
    const exit = yield* Effect.exit(Observation.observe(Workflow.run(workflow), observer))
    return { exit, seen }
  })

export const whole = (elements: ReadonlyArray<unknown>): Seen => ({
  pushed: [...elements],
  popped: [...elements],
  ended: ["Completed"]
})
