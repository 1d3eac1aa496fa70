import type { Dialect } from "./toolchain.ts"

let seen: Dialect | undefined

const probe = (_target: unknown, context: unknown): void => {
  seen = typeof context === "object" ? "standard" : "legacy"
}

class Probe {
  @probe
  readonly field!: number
}
void Probe

/** The dialect in which this very run compiles decorators. */
export const dialect: Dialect = seen!
