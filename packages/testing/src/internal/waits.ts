/** What a stream under test waits for, read off a snapshot of its run. */
import type { Workflow } from "@effect-mimo/core"
import * as Schema from "effect/Schema"

/**
 * What a stream, or a step of a workflow under test, waits for.
 *
 * **Details**
 *
 * - An `element` or `room` at a port; a `request`, where it was made with a `demand`. `at` is an open port, which `port` names
 *   too, or an edge inside of a workflow, with the elements it holds and can hold.
 * - The `clock` of the test, for so many milliseconds at least.
 * - Something `other`: a promise, a lock, a callback.
 *
 * @category models
 * @since 0.1.0
 */
export const Wait = Schema.Struct({
  step: Schema.String,
  for: Schema.Literals(["element", "room", "request", "clock", "other"]),
  at: Schema.optionalKey(Schema.String),
  port: Schema.optionalKey(Schema.String),
  size: Schema.optionalKey(Schema.Int),
  capacity: Schema.optionalKey(Schema.Int),
  millis: Schema.optionalKey(Schema.Number)
})

/**
 * The type of {@link Wait}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wait extends Schema.Schema.Type<typeof Wait> {}

// The one step of the workflow that a stream under test is run in.
const only = "stream"
export const isInside = (port: string): boolean => port.startsWith(`${only}.`) || port.startsWith(`${only}/`)

/** As a reader of the test knows it: `double.value` of a workflow under test, `value` of a stream. */
export const insideName = (port: string): string => port.slice(only.length + 1)

export interface Waiter {
  readonly stream: string
  readonly isOnDemand: boolean
  /** How long it sleeps at least, in milliseconds. */
  readonly sleeps: number | undefined
}

export const waitsOf = (
  { edges, steps }: Workflow.Snapshot,
  { isOnDemand, sleeps, stream }: Waiter
): ReadonlyArray<Wait> => {
  const named = (step: string) => step === only ? stream : `${stream}/${insideName(step)}`
  const onEdge = (step: string, what: "element" | "room", port: string, edge: Workflow.EdgeSnapshot): Wait => {
    const { capacity, from, size, to } = edge
    const counts = { step: named(step), size, capacity }
    if (isInside(port)) return { ...counts, for: what, at: `${insideName(from)} → ${insideName(to)}` }
    return { ...counts, for: what === "room" && isOnDemand ? "request" : what, at: port, port }
  }
  const onPorts = steps.flatMap(({ status, step, waitingOn }) => {
    if (status !== "running") return []
    return waitingOn.flatMap((port) => {
      const name = `${step}.${port}`
      const open = edges.filter(({ state }) => state === "Open")
      const out = open.filter(({ from }) => from === name)
      const full = out.length === 1 ? out : out.filter(({ capacity, size }) => size >= capacity)
      return [
        ...open.filter(({ to }) => to === name).map((edge) => onEdge(step, "element", edge.from, edge)),
        ...full.map((edge) => onEdge(step, "room", edge.to, edge))
      ]
    })
  })
  const elsewhere = steps.filter(({ status, waitingOn }) => status === "running" && waitingOn.length === 0)
  return sleeps === undefined
    ? [...onPorts, ...elsewhere.map(({ step }): Wait => ({ step: named(step), for: "other" }))]
    : [...onPorts, { step: stream, for: "clock", millis: sleeps }]
}

/** The open ports among them, each once. */
export const portsOf = (waits: ReadonlyArray<Wait>): ReadonlyArray<string> => [
  ...new Set(waits.flatMap(({ port }) => port ?? []))
]
