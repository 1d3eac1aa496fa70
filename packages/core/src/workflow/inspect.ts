/** A workflow looked at: its ports, as data, as pictures. */
import * as Option from "effect/Option"
import type { Description } from "../Description.ts"
import * as internalDescribe from "../internal/describe.ts"
import * as render from "../internal/render.ts"
import { declarationAt } from "../internal/replace.ts"
import type { PortDeclaration } from "../PortTable.ts"
import { type AnyWorkflow, graphOf } from "./model.ts"

/**
 * The declaration of a port of one of its steps, `step.port` or `nested/step.port`, or of an open port, by its name.
 *
 * **When to use**
 *
 * Use to get at the schema of what flows over an edge that `Workflow.describe`, a snapshot or an observer names.
 *
 * **Example** (The schema behind a name)
 *
 * ```ts
 * import { Source, Workflow } from "@effect-mimo/core"
 * import * as Option from "effect/Option"
 *
 * const numbers = Workflow.single(Source.range({ end: 3 }))
 * Option.map(Workflow.declaration(numbers, "stream.value"), ({ direction }) => direction) // => Option.some("out")
 * ```
 *
 * @category inspection
 * @since 0.1.0
 */
export const declaration = (self: AnyWorkflow, port: string): Option.Option<PortDeclaration> =>
  Option.fromUndefinedOr(declarationAt(graphOf(self), port))

/**
 * The steps, edges and open ports of a workflow as plain data, in the order of declaration.
 *
 * **When to use**
 *
 * Use to store a graph, to compare it with another, or to draw it with a tool of your own.
 *
 * **Details**
 *
 * It is JSON, and `Description.Description` is its schema. The first elements of a feedback edge are written by the JSON
 * codec of the outlet's schema.
 *
 * **Example** (The edges by their ports)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.range({ end: 3 }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * Workflow.describe(copy).edges // => [{ from: "numbers.value", to: "all.value", capacity: 512 }]
 * ```
 *
 * @see {@link fromDescription} to build the workflow again
 * @category inspection
 * @since 0.1.0
 */
export const describe = (self: AnyWorkflow): Description => internalDescribe.describe(graphOf(self))

/**
 * The graph as a Mermaid flowchart, nested workflows as subgraphs; the same text for the same graph.
 *
 * **When to use**
 *
 * Use in Markdown, where GitHub and many others draw it, and for small graphs: an edge is labelled with its ports.
 *
 * **Example** (Drawing a workflow)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2, 3]),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ numbers, all }) => numbers.pipe(all))
 * Workflow.toMermaid(copy).split("\n")[0] // => "flowchart LR"
 * ```
 *
 * @category inspection
 * @since 0.1.0
 */
export const toMermaid = (self: AnyWorkflow): string => render.toMermaid(graphOf(self))

/**
 * The graph as Graphviz DOT, nested workflows as clusters; also what `String(workflow)` gives.
 *
 * **When to use**
 *
 * Use for larger graphs, and where steps are to show their ports: `dot -Tsvg` draws it.
 *
 * @category inspection
 * @since 0.1.0
 */
export const toDot = (self: AnyWorkflow): string => render.toDot(graphOf(self))
