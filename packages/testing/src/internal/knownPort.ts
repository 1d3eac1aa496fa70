/** Names of ports that a test gives, where the compiler does not look. */
import type { PortTable } from "@effect-mimo/core"

export const noSuchPort = (direction: PortTable.Direction, known: ReadonlyArray<string>, name: string): string =>
  `there is no ${direction}let ${name}; the ${direction}lets are ${known.join(", ") || "none"}`

export const checkPort = (direction: PortTable.Direction, known: ReadonlyArray<string>, name: string): void => {
  if (!known.includes(name)) throw new TypeError(noSuchPort(direction, known, name))
}
