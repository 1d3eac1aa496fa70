import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { checkedSchema } from "../internal/definition.ts"
import { checkOptional, describe } from "../internal/given.ts"
import { type Definition, Stream } from "../Stream.ts"

/**
 * What `decode` could not decode: the input, the issue in words, and how many elements came before it.
 *
 * @category models
 * @since 0.1.0
 */
export const DecodeFailure = Schema.Struct({ input: Schema.Unknown, issue: Schema.String, position: Schema.Int })

/**
 * What `decode` could not decode, as a type.
 *
 * @category models
 * @since 0.1.0
 */
export interface DecodeFailure extends Schema.Schema.Type<typeof DecodeFailure> {}

type Decoding<S extends Schema.Constraint, Input> = Definition<
  { readonly encoded: Input },
  { readonly decoded: S["Type"]; readonly failed: DecodeFailure },
  void,
  never,
  Exclude<S["DecodingServices"], Scope.Scope>
>

/**
 * Decodes each element with a schema; what cannot be decoded goes to `failed`, with the issue.
 *
 * **When to use**
 *
 * Use to turn a feed that cannot be trusted into one that can. The inlet takes the schema's encoded type, or anything with
 * `{ from: "unknown" }`. Bad input is an element here, not an error: `failed` must be piped somewhere. A schema whose
 * decoding asks for services passes them on to the workflow; one that decodes asynchronously is waited for, one element
 * after the other.
 *
 * **Example** (Decoding a feed)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Reading = Schema.Struct({ celsius: Schema.FiniteFromString })
 * const readings = Workflow.make("readings", {
 *   feed: Source.fromIterable(Schema.Unknown, [{ celsius: "21.5" }, { celsius: "n/a" }, null]),
 *   decode: Transform.decode(Reading, { from: "unknown" }),
 *   good: Sink.toArray(Reading),
 *   bad: Sink.toArray(Transform.DecodeFailure)
 * }, ({ feed, decode, good, bad }) => {
 *   feed.pipe(decode)
 *   decode.decoded.pipe(good)
 *   decode.failed.pipe(bad)
 * })
 * const { good, bad } = Effect.runSync(Workflow.run(readings))
 * good // => [{ celsius: 21.5 }]
 * bad[1] // => { input: null, issue: "Expected object", position: 2 }
 * ```
 *
 * @category transforms
 * @since 0.1.0
 */
export const decode: {
  <S extends Schema.Constraint>(
    schema: S,
    options?: { readonly from?: "encoded" | undefined }
  ): Decoding<S, S["Encoded"]>
  <S extends Schema.Constraint>(schema: S, options: { readonly from: "unknown" }): Decoding<S, unknown>
} = <S extends Schema.Constraint>(
  schema: S,
  options?: { readonly from?: "encoded" | "unknown" | undefined }
): Decoding<S, unknown> => {
  checkOptional("Transform.decode", options, ["from"], "{ from: 'unknown' }")
  const from: unknown = options?.from ?? "encoded"
  if (from !== "encoded" && from !== "unknown") {
    throw new TypeError(`Transform.decode: from is ${describe(from)}; give "encoded" or "unknown"`)
  }
  const decodeInput = Schema.decodeUnknownEffect(checkedSchema("decode.decoded", schema))
  const input: Schema.Constraint = from === "unknown" ? Schema.Unknown : Schema.toEncoded(schema)
  return Stream.make("decode", {
    in: { encoded: input },
    out: { decoded: schema, failed: DecodeFailure },
    run: ({ encoded }, { decoded, failed }) => {
      let count = 0
      return encoded.forEach((input) => {
        const position = count++
        const result = decodeInput(input)
        // Without services and waiting the result is there already, and the push stays out of the fiber runtime.
        if (Exit.isExit(result) && Exit.isSuccess(result)) return decoded.push(result.value)
        return Effect.matchEffect(result, {
          onSuccess: (element) => decoded.push(element),
          onFailure: (error) => failed.push({ input, issue: error.message, position })
        })
      })
    }
  })
}
