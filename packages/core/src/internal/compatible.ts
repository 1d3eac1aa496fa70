/** Whether an outlet fits an inlet, from their schemas (S29); nested workflows answer with the ports of their steps. */
import type { PortDeclaration } from "../PortTable.ts"
import { assignable, formatPath } from "./assignable.ts"
import type { StepDefinition } from "./graph.ts"

/** What an edge means for the schemas at its ends. */
export type Compatibility =
  | { readonly _tag: "Fits" }
  | { readonly _tag: "DoesNotFit" | "Undecided"; readonly where: string }

/** A port at an end of an edge. */
interface End {
  readonly definition: StepDefinition
  readonly port: string
  readonly declaration: PortDeclaration
}

/** The ports that a port of a step stands for: itself, or those of the steps inside. */
const leaves = ({ declaration, definition, port }: End): ReadonlyArray<PortDeclaration> => {
  if (definition.kind === "stream") return [declaration]
  const inner = definition.open.in[port] ?? definition.open.out[port]
  if (inner === undefined) return [declaration]
  return inner.flatMap((address) =>
    leaves({
      definition: definition.steps[address.step]!,
      port: address.port,
      declaration: definition.declarationOf(address)
    })
  )
}

/** Every leaf of the one must fit every leaf of the other; the worst answer counts. */
export const compatible = (from: End, to: End): Compatibility => {
  let answer: Compatibility = { _tag: "Fits" }
  for (const outlet of leaves(from)) {
    for (const inlet of leaves(to)) {
      const verdict = assignable(outlet.schema, inlet.schema)
      if (verdict._tag === "Fits") continue
      const path = formatPath(verdict.path)
      answer = { _tag: verdict._tag, where: path === "" ? verdict.reason : `at \`${path}\`: ${verdict.reason}` }
      if (verdict._tag === "DoesNotFit") return answer
    }
  }
  return answer
}
