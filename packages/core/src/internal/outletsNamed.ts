/** Outlets of one schema, by the names a junction is given. */
import type * as Schema from "effect/Schema"
import { describe } from "./given.ts"

export const outletsNamed = <S extends Schema.Constraint>(
  junction: string,
  names: ReadonlyArray<string>,
  schema: S
): Record<string, S> => {
  // JavaScript may give anything.
  if (!Array.isArray(names)) {
    throw new TypeError(`${junction}: the outlets are ${describe(names)}; give a list of names`)
  }
  for (const name of names as ReadonlyArray<unknown>) {
    if (typeof name !== "string") {
      throw new TypeError(`${junction}: an outlet is named by ${describe(name)}; give it a string for a name`)
    }
  }
  return Object.fromEntries(names.map((name) => [name, schema]))
}
