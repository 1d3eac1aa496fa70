/**
 * What the engine runs: a workflow made flat, nested ones dissolved into their steps.
 *
 * The engine knows ports by name only; schemas, classes and handles stay on the other side of this file.
 */
import type * as Effect from "effect/Effect"
import type { InPort } from "./inPort.ts"
import type { OutPort } from "./outPort.ts"
import type { Stateless } from "./stateless.ts"

/** What a stream's `run` gives. */
export type Body = Effect.Effect<unknown, unknown> | Generator<Effect.Effect<unknown, unknown>, unknown, never>

/** A stream as the engine sees it: port names, and how to start one (S18: each start is a fresh instance). */
export interface PlannedStream {
  readonly ins: ReadonlyArray<string>
  readonly outs: ReadonlyArray<string>
  /** What it does to each element, if that is all it does; then the edge that feeds it can do it. */
  readonly stateless?: Stateless | undefined
  /** What a run of it died of, in words that say more, where it can tell; `path` is the step. */
  explain?(defect: unknown, path: string): unknown
  start(ins: Readonly<Record<string, InPort<unknown>>>, outs: Readonly<Record<string, OutPort<unknown>>>): Body
}

export interface PlannedStep {
  /** Step names from the outermost workflow inwards. */
  readonly path: ReadonlyArray<string>
  readonly stream: PlannedStream
  /** How many edges lead into the step, feedback aside; a step without any is a source. */
  readonly inEdges: number
}

/** A port of a step, or of the workflow itself where `step` is undefined. */
export interface PortAddress {
  readonly step: number | undefined
  readonly port: string
}

export interface PlannedEdge {
  readonly from: PortAddress
  readonly to: PortAddress
  readonly capacity: number
  /** Elements on the edge from the start, of an edge that leads back; undefined of any other (S26). */
  readonly feedback: ReadonlyArray<unknown> | undefined
  /** Whether its producer is over without it (S16); unless told, a feedback edge is. */
  readonly isAside?: boolean
  /** The edge it is a part of, if a check was put on that; faults name the edge as it was written. */
  readonly written?: PlannedEdge
}

export interface Plan {
  readonly name: string
  readonly steps: ReadonlyArray<PlannedStep>
  readonly edges: ReadonlyArray<PlannedEdge>
  readonly openIns: ReadonlyArray<string>
  readonly openOuts: ReadonlyArray<string>
  /** By how many elements its edges may grow in all, where its steps wait only on one another (S24). */
  readonly growth: number
}
