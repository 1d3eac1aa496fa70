/** A workflow as data: steps, edges and open ports. */
import { NodeInspectSymbol } from "effect/Inspectable"
import { pipeArguments } from "effect/Pipeable"
import type { OnDeadlock } from "../Deadlock.ts"
import type { Description } from "../Description.ts"
import type { Direction, PortDeclaration, PortTable } from "../PortTable.ts"
import type { AnyDefinition } from "../Stream.ts"
import type { Validate } from "../ValidationError.ts"
import type { StreamDefinition } from "./definition.ts"
import { describe } from "./describe.ts"
import { describe as given, isRecord } from "./given.ts"
import { inletRejecting, rejectedDeclaration } from "./rejected.ts"
import { toDot } from "./render.ts"

const TypeId = "~@effect-mimo/core/Stream"

export interface PortName {
  readonly step: string
  readonly port: string
}

export interface GraphEdge {
  readonly from: PortName
  readonly to: PortName
  /** As given to `pipe`; otherwise the workflow's. */
  readonly capacity: number | undefined
  /** Elements on the edge from the start, of an edge that leads back; undefined of any other (S26). */
  readonly feedback: ReadonlyArray<unknown> | undefined
  /** As given to `pipe`. */
  readonly validate?: Validate | undefined
  /** Why it could not be decided from the schemas whether the outlet fits the inlet (S29). */
  readonly undecided?: string | undefined
}

/** An open port, and the ports of steps it stands for. */
export type OpenPorts = Readonly<Record<string, ReadonlyArray<PortName>>>

export type StepDefinition = StreamDefinition | WorkflowGraph

/** What holds for a whole workflow. */
export interface Settings {
  readonly capacity: number
  /** Of the edges that say nothing themselves, and of the open ports. */
  readonly validate: Validate
  /** Of the workflow that is run; those nested in it have no say. */
  readonly onDeadlock: OnDeadlock
}

/** The capacity of an edge that nobody gave one: chosen from the curve in docs/performance.md. */
export const defaultCapacity = 512

/** Settings as they are given. */
export type Options = { readonly [K in keyof Settings]?: Settings[K] | undefined }

/** The settings that options name, and what holds where they name none. */
export const settingsOf = (options: Options = {}): Settings => {
  // JavaScript may give anything; a fault of what is in them is told with the others.
  if (!isRecord(options)) {
    throw new TypeError(`the options of a workflow are ${given(options)}; give a record, as { capacity: 16 }`)
  }
  const { capacity = defaultCapacity, onDeadlock = "fail", validate = "off" } = options
  return { capacity, onDeadlock, validate }
}

/** A workflow: also a definition, since one with open ports is a step of another. */
export class WorkflowGraph implements AnyDefinition {
  readonly [TypeId] = TypeId
  readonly "~workflow" = true
  readonly kind = "workflow"
  readonly ports: PortTable

  constructor(
    readonly name: string,
    readonly steps: Readonly<Record<string, StepDefinition>>,
    readonly edges: ReadonlyArray<GraphEdge>,
    readonly open: Readonly<Record<Direction, OpenPorts>>,
    readonly settings: Settings
  ) {
    const ports: Record<string, PortDeclaration> = Object.create(null)
    for (const direction of ["in", "out"] as const) {
      for (const [name, inner] of Object.entries(open[direction])) {
        const declarations = inner.map((port) => this.declarationOf(port))
        ports[name] = {
          direction,
          // The first speaks for them; `pipe` compares with each of them.
          schema: declarations[0]!.schema,
          optional: declarations.every((declaration) => declaration.optional),
          site: "record"
        }
      }
    }
    this.ports = ports
  }

  get capacity(): number {
    return this.settings.capacity
  }

  get validate(): Validate {
    return this.settings.validate
  }

  pipe() {
    return pipeArguments(this, arguments)
  }

  toString(): string {
    return toDot(this)
  }

  toJSON(): Description {
    return describe(this)
  }

  // Printing what it holds would print every schema.
  [NodeInspectSymbol](): string {
    const count = Object.keys(this.steps).length
    return `Workflow(${this.name}, ${count === 1 ? "1 step" : `${count} steps`})`
  }

  /** The declaration of a port of one of its steps. */
  declarationOf({ step, port }: PortName): PortDeclaration {
    return inletRejecting(port) === undefined ? this.steps[step]!.ports[port]! : rejectedDeclaration
  }

  /** The same graph with one capacity for every edge, nested ones included. */
  withCapacity(capacity: number): WorkflowGraph {
    const steps = Object.fromEntries(
      Object.entries(this.steps).map(([name, step]) =>
        [name, step.kind === "workflow" ? step.withCapacity(capacity) : step] as const
      )
    )
    const edges = this.edges.map((edge) => {
      // What is on an edge from the start has room there in any case.
      const first = edge.feedback?.length ?? 0
      return { ...edge, capacity: first > capacity ? first : undefined }
    })
    return new WorkflowGraph(this.name, steps, edges, this.open, { ...this.settings, capacity })
  }
}
