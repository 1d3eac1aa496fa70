/** What the rules for one kind of schema ask of the comparison they are part of. */
import type * as SchemaAST from "effect/SchemaAST"
import type { Budget } from "./language.ts"
import type { Finding } from "./verdict.ts"

export interface Comparer {
  /** Does every value of the first fit the second? */
  readonly compare: (from: SchemaAST.AST, to: SchemaAST.AST) => Finding
  /** Is there provably no value at all? */
  readonly isEmpty: (ast: SchemaAST.AST) => boolean
  readonly budget: Budget
  /** What instances of a class schema inherit from, where the class can be found. */
  readonly prototypeOf: (ast: SchemaAST.Declaration) => object | undefined
}

/** What is known of one kind of value. */
export interface LeafRules {
  /** All values of the first are values of the second. */
  readonly includes: (from: SchemaAST.AST, to: SchemaAST.AST) => boolean
  /** No value of the first is a value of any of the rest. */
  readonly excludes: (from: SchemaAST.AST, to: ReadonlyArray<SchemaAST.AST>, budget: Budget) => boolean
  /**
   * Whether all values of the first are covered by the rest together, or else values worth trying: some of the first,
   * if there is any, that is none of the rest.
   */
  readonly search: (
    from: SchemaAST.AST,
    to: ReadonlyArray<SchemaAST.AST>,
    budget: Budget
  ) => "covered" | Iterable<unknown>
}
