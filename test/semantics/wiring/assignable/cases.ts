/** Pairs of schemas, and what is said of them: the verdict of each against the other. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { assignable, formatPath } from "../../../../packages/core/src/internal/assignable.ts"

export class Animal extends Schema.Class<Animal>("Animal")({ name: Schema.String }) {
  get greeting() {
    return `I am ${this.name}`
  }
}
export class Dog extends Animal.extend<Dog>("Dog")({ tricks: Schema.Int }) {}
export class Plant extends Schema.Class<Plant>("Plant")({ name: Schema.String }) {}
export class Failure extends Schema.TaggedError<Failure>()("Failure", { code: Schema.Int }) {}

export const between = (minimum: number, maximum: number) => Schema.Number.check(Schema.isBetween({ minimum, maximum }))

export const circle = <S extends Schema.Constraint>(size: S) => Schema.Struct({ kind: Schema.Literal("circle"), size })
export const square = <S extends Schema.Constraint>(size: S) => Schema.Struct({ kind: Schema.Literal("square"), size })

export const tree = (value: Schema.Codec<unknown>): Schema.Codec<unknown> => {
  const self: Schema.Codec<unknown> = Schema.Struct({ value, children: Schema.Array(Schema.suspend(() => self)) })
  return self
}
export const list = (value: Schema.Codec<unknown>): Schema.Codec<unknown> => {
  const self: Schema.Codec<unknown> = Schema.NullOr(Schema.Struct({ value, next: Schema.suspend(() => self) }))
  return self
}
export const endless = (depth: number): Schema.Codec<unknown> =>
  Schema.Struct({ next: Schema.suspend(() => endless(depth + 1)) })

export const short = Schema.makeFilter((value: unknown) => String(value).length < 5, { identifier: "short" })
export const named = (limit: number) =>
  Schema.makeFilter((text: string) => text.length < limit, {
    title: `under ${limit}`,
    representation: { id: "test/under", payload: { limit } }
  })

export const Opaque = Schema.declare((value): value is string => typeof value === "string", { title: "Opaque" })
export const box = <S extends Schema.Constraint>(item: S) =>
  Schema.declareConstructor<{ readonly item: S["Type"] }, { readonly item: S["Encoded"] }>()(
    [item],
    () => (input) => Effect.succeed(input as { readonly item: S["Type"] }),
    { title: "Box", representation: { id: "test/Box", payload: null } }
  )

/** "fits", or what is wrong, the way a person is told. */
export const verdictOf = (from: Schema.Constraint, to: Schema.Constraint): string => {
  const verdict = assignable(from, to)
  if (verdict._tag === "Fits") return "fits"
  const place = verdict.path.length === 0 ? "" : ` at ${formatPath(verdict.path)}`
  return `${verdict._tag === "DoesNotFit" ? "does not fit" : "undecided"}${place}: ${verdict.reason}`
}

export interface Case {
  readonly name: string
  readonly a: Schema.Constraint
  readonly b: Schema.Constraint
  /** Of every value of `a` for `b`. */
  readonly forth: string
  /** Of every value of `b` for `a`. */
  readonly back: string
}

export const check = (title: string, cases: ReadonlyArray<Case>) =>
  describe(`S29: ${title}`, () => {
    for (const { a, b, back, forth, name } of cases) {
      it(`S29: ${name}`, () => {
        assert.deepStrictEqual([verdictOf(a, b), verdictOf(b, a)], [forth, back])
      })
    }
  })
