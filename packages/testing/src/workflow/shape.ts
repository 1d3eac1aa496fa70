/** The shape of a graph, for review. */
import { type Description, Workflow } from "@effect-mimo/core"
import * as Option from "effect/Option"
import { schemaText } from "./schemaText.ts"

/**
 * The shape of a workflow as text: its steps and their ports with schemas, its edges with capacities, its open ports.
 *
 * **When to use**
 *
 * Use with a snapshot test, so that a change of the graph shows in a review as the lines that changed: an edge is a line, in
 * the order of declaration, nested workflows are indented.
 *
 * **Details**
 *
 * A schema has its identifier for a name, or else is written out. The same graph gives the same text.
 *
 * **Example** (The shape of a graph)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import { TestWorkflow } from "@effect-mimo/testing"
 * import * as Schema from "effect/Schema"
 *
 * const copy = Workflow.make("copy", {
 *   numbers: Source.range({ end: 3 }),
 *   all: Sink.toArray(Schema.Int)
 * }, ({ all, numbers }) => numbers.pipe(all, { capacity: 4 }))
 * TestWorkflow.shape(copy).split("\n") // => ["workflow copy", "  step numbers: range", "    out value: Int", "  step all: toArray", "    in value: Int", "  numbers.value → all.value (4)"]
 * ```
 *
 * @category inspection
 * @since 0.1.0
 */
export const shape = (workflow: Workflow.AnyWorkflow): string => {
  const schemaOf = (port: string) =>
    Option.match(Workflow.declaration(workflow, port), {
      onNone: () => "?",
      onSome: ({ optional, schema }) => `${schemaText(schema)}${optional ? ", optional" : ""}`
    })
  const linesOf = (description: Description.Description, path: string): ReadonlyArray<string> => {
    const { edges, steps } = description
    const port = (direction: "in" | "out", name: string) => `${direction} ${name}: ${schemaOf(`${path}${name}`)}`
    const open = (direction: "in" | "out") =>
      Object.entries(description[direction]).map(([name, inner]) =>
        `${port(direction, name)} ${direction === "in" ? "→" : "←"} ${inner.join(", ")}`
      )
    const inside = steps.flatMap(({ in: ins, name, out, stream, workflow }) => {
      const step = `${path === "" ? "" : `${path.slice(0, -1)}/`}${name}.`
      if (workflow !== undefined) return [`step ${name}: workflow ${stream}`, ...indented(linesOf(workflow, step))]
      const portsOf = (direction: "in" | "out", names: ReadonlyArray<string>) =>
        names.map((name) => `${direction} ${name}: ${schemaOf(`${step}${name}`)}`)
      return [`step ${name}: ${stream}`, ...indented([...portsOf("in", ins), ...portsOf("out", out)])]
    })
    return [
      ...open("in"),
      ...open("out"),
      ...inside,
      ...edges.map(({ capacity, feedback, from, to, validate }) => {
        const notes = [
          String(capacity),
          ...feedback === undefined ? [] : [feedbackText(feedback)],
          ...validate === undefined ? [] : [`validate: ${validate}`]
        ]
        return `${from} → ${to} (${notes.join(", ")})`
      })
    ]
  }
  const description = Workflow.describe(workflow)
  return [`workflow ${description.name}`, ...indented(linesOf(description, ""))].join("\n")
}

const indented = (lines: ReadonlyArray<string>): ReadonlyArray<string> => lines.map((line) => `  ${line}`)

const feedbackText = (feedback: Description.FeedbackDescription): string => {
  if (feedback === true) return "feedback"
  return `feedback with ${
    "first" in feedback ? `first ${JSON.stringify(feedback.first)}` : `${feedback.unwritten} first`
  }`
}
