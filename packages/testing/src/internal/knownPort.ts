/** Names of ports that a test gives, where the compiler does not look: from JavaScript. */
import type { PortTable } from "@effect-mimo/core"

export const checkPort = (direction: PortTable.Direction, known: ReadonlyArray<string>, name: string): void => {
  if (known.includes(name)) return
  throw new TypeError(`there is no ${direction}let ${name}; the ${direction}lets are ${known.join(", ") || "none"}`)
}
