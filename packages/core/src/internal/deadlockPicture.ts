/** The cycle of a deadlock as a picture. */
import type { Waiting } from "../Deadlock.ts"
import { quoteMermaid } from "./mermaidText.ts"

const splitPort = (label: string): readonly [step: string, port: string] => {
  const at = label.lastIndexOf(".")
  return [label.slice(0, at), label.slice(at + 1)]
}

export const toMermaid = (cycle: ReadonlyArray<Waiting>): string => {
  const ids = new Map<string, string>()
  const lines: Array<string> = []
  const idOf = (step: string): string => {
    const known = ids.get(step)
    if (known !== undefined) return known
    const id = `s${ids.size}`
    ids.set(step, id)
    lines.push(`  ${id}[${quoteMermaid(step)}]`)
    return id
  }
  const edges = cycle.map(({ capacity, from, size, to, waitsTo }) => {
    const [[source, outlet], [target, inlet]] = [splitPort(from), splitPort(to)]
    const label = quoteMermaid(`${outlet} → ${inlet}: ${size} of ${capacity}${waitsTo === "push" ? ", full" : ""}`)
    return `  ${idOf(source)} ${waitsTo === "push" ? "==>" : "-.->"}|${label}| ${idOf(target)}`
  })
  return ["flowchart LR", ...lines, ...edges].join("\n")
}
