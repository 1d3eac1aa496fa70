/** `rejected`, the outlet that every inlet has while wiring: elements that do not pass its schema. */
import type { PortDeclaration } from "../PortTable.ts"
import { Rejected } from "../ValidationError.ts"

const suffix = ".rejected"

/** The name of what an inlet rejects: as it is written, and no port's, since port names have no dot. */
export const rejectedOf = (inlet: string): string => inlet + suffix

/** The inlet whose rejected elements a name stands for; undefined for the name of a port. */
export const inletRejecting = (name: string): string | undefined =>
  name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined

export const rejectedDeclaration: PortDeclaration = {
  direction: "out",
  schema: Rejected,
  optional: false,
  site: "record"
}
