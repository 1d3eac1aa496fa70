/** What a stream under test waits for, read off a snapshot of its run. */
import type { Workflow } from "@effect-mimo/core"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

/**
 * What a stream, or a step of a workflow under test, waits for.
 *
 * **Details**
 *
 * - An `element` or `room` at a port; a `request`, where it was made with a `demand`. `at` is an open port, or an edge inside of
 *   a workflow, with the elements it holds and can hold; `port` is one that the test holds, where it is at such a port.
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

export const edgeName = ({ from, to }: { readonly from: string; readonly to: string }): string => `${from} → ${to}`

/** How a report names what a snapshot has. */
export interface Names {
  /** Undefined for a step that is in the hands of the test. */
  step(step: string): string | undefined
  port(port: string): string
}

/** Of a stream under test, which is the only step of its workflow. */
export const namesOfStream = (stream: string): Names => ({
  step: (step) => step === only ? stream : `${stream}/${insideName(step)}`,
  port: (port) => isInside(port) ? insideName(port) : port
})

/** Of a workflow under test, some of whose steps the test holds. */
export const namesOfWorkflow = (held: ReadonlySet<string>): Names => ({
  step: (step) => held.has(step) ? undefined : step,
  port: (port) => port
})

export interface Waiter {
  readonly name: string
  readonly names: Names
  readonly isOnDemand: boolean
  /** How long it sleeps at least, in milliseconds. */
  readonly sleeps: number | undefined
}

/** What it waits for, but for the steps that the test holds. */
export const waitsOf = (
  { edges, steps }: Workflow.Snapshot,
  { isOnDemand, name, names, sleeps }: Waiter
): ReadonlyArray<Wait> => {
  const open = edges.filter(({ state }) => state === "Open")
  const onEdge = (step: string, what: "element" | "room", edge: Workflow.EdgeSnapshot): Wait => {
    const { capacity, from, size, to } = edge
    const other = what === "element" ? from : to
    const stepEnd = other.lastIndexOf(".")
    const counts = { step, size, capacity }
    // Open ports have a name without a step.
    if (stepEnd < 0) return { ...counts, for: what === "room" && isOnDemand ? "request" : what, at: other, port: other }
    const at = edgeName({ from: names.port(from), to: names.port(to) })
    const isHeld = names.step(other.slice(0, stepEnd)) === undefined
    return { ...counts, for: what, at, ...(isHeld ? { port: other } : {}) }
  }
  const running = steps.flatMap(({ status, step: path, waitingOn }) => {
    const step = names.step(path)
    return status === "running" && step !== undefined ? [{ path, step, waitingOn }] : []
  })
  const onPorts = running.flatMap(({ path, step, waitingOn }) =>
    waitingOn.flatMap((port) => {
      const out = open.filter(({ from }) => from === `${path}.${port}`)
      const full = out.length === 1 ? out : out.filter(({ capacity, size }) => size >= capacity)
      return [
        ...open.filter(({ to }) => to === `${path}.${port}`).map((edge) => onEdge(step, "element", edge)),
        ...full.map((edge) => onEdge(step, "room", edge))
      ]
    })
  )
  if (sleeps !== undefined) return [...onPorts, { step: name, for: "clock", millis: sleeps }]
  const elsewhere = running.filter(({ waitingOn }) => waitingOn.length === 0)
  return [...onPorts, ...elsewhere.map(({ step }): Wait => ({ step, for: "other" }))]
}

/** The ports of the test among them, each once. */
export const portsOf = (waits: ReadonlyArray<Wait>): ReadonlyArray<string> => [
  ...new Set(waits.flatMap(({ port }) => port ?? []))
]

/** Who waits on which ports: on none, where it is for something else. */
export const waitsText = (who: string, ports: ReadonlyArray<string>): string =>
  `${who} waits ${ports.length === 0 ? "for something other than its ports" : `on ${ports.join(", ")}`}`

export const textOf = (wait: Wait): string => {
  const fill = `${wait.at} (${wait.size} of ${wait.capacity})`
  switch (wait.for) {
    case "element":
      return `${wait.step} waits for an element on ${fill}`
    case "room":
      return `${wait.step} waits for room on ${fill}`
    case "request":
      return `${wait.step} waits for a request on ${wait.at} (${wait.size} not taken)`
    case "clock":
      return `${wait.step} sleeps for ${Duration.format(Duration.millis(wait.millis!))} of the test's clock`
    case "other":
      return waitsText(wait.step, [])
  }
}
