/**
 * Schema against schema: does every value an outlet sends fit the inlet it is piped to? Decided from the structure of
 * the two, on the side of the decoded values, with three answers; only what is provably wrong does not fit.
 *
 * - The values of a struct are those with the properties it lists and no others, as decoding makes them; an instance
 *   of a class may have more.
 * - A schema with a check is taken to have a value, unless the checks, so far as they say in data what they ask,
 *   contradict each other.
 * - `readonly` and brands are nothing a value has, and decide nothing.
 */
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { makeComparer } from "./assignable/comparison.ts"
import { toVerdict, undecided, type Verdict } from "./assignable/verdict.ts"

export { formatPath, type Verdict } from "./assignable/verdict.ts"

/** Is every value of the one schema's type a value of the other's? */
export const assignable = (from: Schema.Constraint, to: Schema.Constraint): Verdict => {
  try {
    return toVerdict(makeComparer(from).compare(SchemaAST.toType(from.ast), SchemaAST.toType(to.ast)))
  } catch {
    // A suspended schema runs its author's code, which may stand before what it refers to.
    return undecided("a recursive schema cannot be read yet")
  }
}
