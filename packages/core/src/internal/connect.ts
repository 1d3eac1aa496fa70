/** Open ports joined to Effect streams and sinks: a source or a sink step for each. */
import * as Sink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import type { Direction } from "../PortTable.ts"
import { fromEffectSink } from "../sink/fromEffectSink.ts"
import { fromStream } from "../source/fromStream.ts"
import type { StreamDefinition } from "./definition.ts"
import { checkOptions, describe, isRecord } from "./given.ts"
import { type OpenPorts, WorkflowGraph } from "./graph.ts"
import { listOf } from "./portNames.ts"

// What a sink takes was checked against the port by `Workflow.connect`.
type AnySink = Sink.Sink<unknown, unknown, unknown, unknown, unknown>

type Ends = {
  readonly in?: Readonly<Record<string, EffectStream.Stream<unknown, unknown, unknown> | undefined>> | undefined
  readonly out?: Readonly<Record<string, Sink.Sink<unknown, never, unknown, unknown, unknown> | undefined>> | undefined
}

const plain = { capacity: undefined, feedback: undefined }

const without = (ports: OpenPorts, names: ReadonlyArray<string>): OpenPorts =>
  Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(ports).filter(([name]) => !names.includes(name)))
  )

export const connect = (graph: WorkflowGraph, ends: Ends): WorkflowGraph => {
  const of = `Workflow.connect("${graph.name}", …)`
  checkOptions(of, ends, ["in", "out"], "{ in, out }")
  for (const direction of ["in", "out"] as const) {
    const given: unknown = ends[direction] ?? {}
    if (isRecord(given)) continue
    const what = direction === "in" ? "streams" : "sinks"
    throw new TypeError(`${of}: ${direction} is ${describe(given)}; give a record of ${what} by open port`)
  }
  const steps = { ...graph.steps }
  const edges = [...graph.edges]
  const connected = { in: [] as Array<string>, out: [] as Array<string> }

  const open = (direction: Direction, name: string) => {
    const ports = graph.open[direction][name]
    if (ports === undefined) {
      const known = listOf(Object.keys(graph.open[direction]))
      throw new TypeError(`${of}: no open ${direction}let "${name}"; the open ${direction}lets are ${known}`)
    }
    if (Object.hasOwn(steps, name)) {
      throw new TypeError(
        `workflow "${graph.name}": open port "${name}" has the name of a step; rename one to connect it`
      )
    }
    connected[direction].push(name)
    return ports
  }

  const refuse = (direction: Direction, name: string, end: unknown, wanted: string): never => {
    throw new TypeError(`${of}: open ${direction}let "${name}" is given ${describe(end)}; give an Effect ${wanted}`)
  }

  for (const [name, stream] of Object.entries(ends.in ?? {})) {
    if (stream === undefined) continue
    const ports = open("in", name)
    if (!EffectStream.isStream(stream)) refuse("in", name, stream, "stream, such as Stream.fromIterable(…)")
    // A definition of ours; the types of the stream were checked against the port by `Workflow.connect`.
    steps[name] = fromStream(graph.ports[name]!.schema, stream) as unknown as StreamDefinition
    for (const to of ports) edges.push({ from: { step: name, port: "value" }, to, ...plain })
  }
  for (const [name, sink] of Object.entries(ends.out ?? {})) {
    if (sink === undefined) continue
    const ports = open("out", name)
    if (!Sink.isSink(sink)) refuse("out", name, sink, "sink, such as Sink.collect()")
    steps[name] = fromEffectSink(graph.ports[name]!.schema, sink as AnySink) as unknown as StreamDefinition // as above
    for (const from of ports) edges.push({ from, to: { step: name, port: "value" }, ...plain })
  }
  return new WorkflowGraph(
    graph.name,
    steps,
    edges,
    { in: without(graph.open.in, connected.in), out: without(graph.open.out, connected.out) },
    graph.settings
  )
}
