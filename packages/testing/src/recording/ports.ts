/** The ports of a step that was recorded, held against those of the stream that is to take its place. */
import { type Definition, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { codecOf, type ElementCodec } from "./codec.ts"
import { type EdgeName, edgesOf, portOf, stepOf } from "./edges.ts"
import { RecordingError } from "./error.ts"
import type { Recording } from "./parse.ts"
import { changeOf, shapesOf } from "./shape.ts"

export interface RecordedPorts {
  /** Of the inlets, of which everything was recorded, and of the outlets of which something was. */
  readonly in: ReadonlyMap<string, ElementCodec>
  readonly out: ReadonlyMap<string, ElementCodec>
  /** Whether all edges of an outlet were recorded. */
  readonly isWhole: (outlet: string) => boolean
}

const ends = { in: "to", out: "from" } as const

export const portsOf = (
  { header, source }: Recording,
  stream: Definition.Input,
  step: string
): Effect.Effect<RecordedPorts, RecordingError> =>
  Effect.gen(function*() {
    const fail = (kind: RecordingError["kind"], port: string | undefined, detail: string, line?: number) =>
      Effect.fail(new RecordingError({ kind, source, detail, port, line }))

    const steps = new Set(header.edges.flatMap(({ from, to }) => [from, to]).flatMap((label) => stepOf(label) ?? []))
    if (!steps.has(step)) {
      const known = steps.size === 0 ? "none" : [...steps].join(", ")
      return yield* fail("NoSuchStep", undefined, `nothing was recorded of a step "${step}"; the steps are ${known}`)
    }
    const single = Workflow.single(stream)
    const declarationOf = (name: string) => Workflow.declaration(single, `stream.${name}`)
    const written = edgesOf(header.description)
    const missingAt = (label: string) =>
      written.find((edge) =>
        (edge.from === label || edge.to === label) &&
        !header.edges.some(({ from, to }) => from === edge.from && to === edge.to)
      )

    const codecs = { in: new Map<string, ElementCodec>(), out: new Map<string, ElementCodec>() }
    for (const direction of ["in", "out"] as const) {
      for (const label of new Set(header.edges.map((edge: EdgeName) => edge[ends[direction]]))) {
        const name = portOf(label)
        // What an inlet rejects is no port of the step.
        if (stepOf(label) !== step || name.includes(".")) continue
        const declared = Option.filter(declarationOf(name), (port) => port.direction === direction)
        if (Option.isNone(declared)) {
          return yield* fail("PortMismatch", label, `${single.name} has no such ${direction}let`)
        }
        const { schema } = declared.value
        const change = changeOf(header.ports[label]!, shapesOf(schema))
        if (change !== undefined) return yield* fail("ChangedSchema", label, change, 1)
        const missing = direction === "in" ? missingAt(label) : undefined
        if (missing !== undefined) {
          return yield* fail("NotRecorded", label, `${missing.from} → ${missing.to} leads to it, and was not recorded`)
        }
        codecs[direction].set(name, Result.getOrThrow(codecOf(schema))) // its shape is that of one that was written
      }
    }
    for (const name of Workflow.describe(single).steps[0]!.in) {
      if (codecs.in.has(name) || Option.getOrThrow(declarationOf(name)).optional) continue
      return yield* fail("NotRecorded", `${step}.${name}`, `nothing was recorded of this inlet of ${single.name}`)
    }
    return { ...codecs, isWhole: (outlet) => missingAt(`${step}.${outlet}`) === undefined }
  })
