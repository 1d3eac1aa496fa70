/** What is recorded of a workflow: the edges chosen, and how the elements of each port are written. */
import { Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { codecOf, type ElementCodec } from "./codec.ts"
import { type EdgeName, edgesOf, schemaOf, stepOf } from "./edges.ts"
import { RecordingError } from "./error.ts"
import { format, type Header, version } from "./format.ts"
import { type PortShape, shapesOf } from "./shape.ts"

/**
 * What to record: the workflow whose runs are meant, and which of its edges, all by default.
 *
 * **Details**
 *
 * An edge is chosen by a step at one of its ends (`split`, `inner/parse`) or by a port (`split.even`; an open port of the
 * workflow by its name alone).
 *
 * At most `buffer` events wait for the writer, 100,000 by default. When it does not keep up, the events that do not fit are
 * counted in the recording and dropped; the run is never held back.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  readonly workflow: Workflow.AnyWorkflow
  readonly edges?: "all" | ReadonlyArray<string> | undefined
  readonly buffer?: number | undefined
}

/** How the elements of an edge are written where they are pushed, and where they are popped. */
export interface PlannedEdge extends EdgeName {
  readonly push: ElementCodec["write"]
  readonly pop: ElementCodec["write"]
}

export interface RecordingPlan {
  readonly edges: ReadonlyArray<PlannedEdge>
  readonly headerAt: (startedAt: number) => Header
}

const isAt = (chosen: string) => ({ from, to }: EdgeName) =>
  [from, to].some((label) => label === chosen || stepOf(label) === chosen)

export const planOf = ({ edges: chosen = "all", workflow }: Options): Effect.Effect<RecordingPlan, RecordingError> =>
  Effect.gen(function*() {
    const description = Workflow.describe(workflow)
    const all = edgesOf(description)
    for (const name of chosen === "all" ? [] : chosen) {
      if (all.some(isAt(name))) continue
      const known = all.map(({ from, to }) => `${from} → ${to}`).join(", ")
      const detail = `no edge has it at one of its ends; the edges are ${known || "none"}`
      return yield* new RecordingError({ kind: "NoSuchEdge", source: workflow.name, port: name, detail })
    }
    const edges = chosen === "all" ? all : all.filter((edge) => chosen.some((name) => isAt(name)(edge)))
    const ports: Record<string, PortShape> = {}
    const writers = new Map<string, ElementCodec["write"]>()
    for (const port of new Set(edges.flatMap(({ from, to }) => [from, to]))) {
      const schema = schemaOf(workflow, port)
      const codec = yield* writable(workflow, port, codecOf(schema))
      ports[port] = shapesOf(schema)
      writers.set(port, codec.write)
    }
    return {
      edges: edges.map(({ from, to }) => ({ from, to, push: writers.get(from)!, pop: writers.get(to)! })),
      headerAt: (startedAt) => ({
        format,
        version,
        workflow: workflow.name,
        startedAt,
        clock: "milliseconds",
        edges,
        ports,
        description
      })
    }
  })

const writable = (
  { name }: Workflow.AnyWorkflow,
  port: string,
  codec: Result.Result<ElementCodec, string>
): Effect.Effect<ElementCodec, RecordingError> =>
  Effect.mapError(Effect.fromResult(codec), (part) => {
    const detail = `its elements cannot be written: ${part} has no JSON form; annotate it with toCodecJson`
    return new RecordingError({ kind: "NotRecordable", source: name, port, detail })
  })
