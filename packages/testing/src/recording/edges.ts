/** The edges of a workflow by the names that a run has for them. */
import { type Description, ValidationError, Workflow } from "@effect-mimo/core"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"

export interface EdgeName {
  readonly from: string
  readonly to: string
}

const rejected = ".rejected"

/** Nested workflows dissolved, as a run does it: `inner/step.port`, and open ports by their names alone. */
export const edgesOf = (description: Description.Description): ReadonlyArray<EdgeName> => {
  const edges: Array<EdgeName> = []
  const add = (inner: Description.Description, path: string) => {
    const nested = new Map(
      inner.steps.flatMap(({ name, workflow }) =>
        workflow === undefined ? [] : [[name, add(workflow, `${path}${name}/`)] as const]
      )
    )
    const resolve = (label: string): ReadonlyArray<string> => {
      const dot = label.indexOf(".") // no step has one in its name
      const resolvePort = nested.get(label.slice(0, dot))
      if (resolvePort === undefined) return [path + label]
      const port = label.slice(dot + 1)
      // What an inlet rejects is named after the inlet; no port has a dot in its name.
      return port.endsWith(rejected)
        ? resolvePort(port.slice(0, -rejected.length)).map((inlet) => inlet + rejected)
        : resolvePort(port)
    }
    for (const { from, to } of inner.edges) {
      for (const outlet of resolve(from)) for (const inlet of resolve(to)) edges.push({ from: outlet, to: inlet })
    }
    return (port: string) => (inner.in[port] ?? inner.out[port] ?? []).flatMap(resolve)
  }
  const resolveOpen = add(description, "")
  for (const port of Object.keys(description.in)) for (const to of resolveOpen(port)) edges.push({ from: port, to })
  for (const port of Object.keys(description.out)) for (const from of resolveOpen(port)) edges.push({ from, to: port })
  return edges
}

/** The step of a port; undefined of an open port of the workflow. */
export const stepOf = (label: string): string | undefined => label.includes(".") ? label.split(".")[0] : undefined

export const portOf = (label: string): string => label.slice(label.indexOf(".") + 1)

export const schemaOf = (workflow: Workflow.AnyWorkflow, label: string): Schema.Constraint =>
  Option.match(Workflow.declaration(workflow, label), {
    onSome: ({ schema }) => schema,
    onNone: () => ValidationError.Rejected // the only outlet that is no port
  })

const check = /^check\((.+) → (.+)\)\.(value|valid|rejected)$/

export type Half = "whole" | "first" | "second"

/** The edge as it was written that an edge of a run is, or which half of it: where elements are checked, it is two. */
export const asWritten = ({ from, to }: EdgeName): EdgeName & { readonly half: Half } => {
  const [, outlet, inlet, port] = check.exec(from) ?? []
  const into = check.exec(to)?.[2]
  return {
    from: port === "rejected" ? inlet! + rejected : outlet ?? from,
    to: into ?? to,
    half: into !== undefined ? "first" : port === "valid" ? "second" : "whole"
  }
}
