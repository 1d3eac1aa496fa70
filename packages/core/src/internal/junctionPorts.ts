/** The ports that a junction makes of the schemas and names it is given. */
import * as Schema from "effect/Schema"
import type { Direction } from "../PortTable.ts"
import { checkedSchemas } from "./definition.ts"
import { describe } from "./given.ts"

/** Outlets of one schema, by name. */
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

/** An element of any of the inlets. */
export const anyOf = (junction: string, inlets: Readonly<Record<string, Schema.Constraint>>) =>
  Schema.Union(Object.values(checkedSchemas(junction, "in", inlets)))

/** An element of each of the ports, by name. */
export const eachOf = <P extends { readonly [port: string]: Schema.Constraint }>(
  junction: string,
  direction: Direction,
  ports: P
) =>
  // The mapped type says what a struct of them is; the compiler does not see it.
  Schema.Struct(checkedSchemas(junction, direction, ports)) as unknown as Schema.Schema<
    { readonly [K in keyof P]: P[K]["Type"] }
  >
