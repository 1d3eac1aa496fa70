/** Elements as JSON and back, by the schema of the port they are for. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { formatPath } from "./assignable.ts"
import { issuesOf } from "./issues.ts"

const codecOf = (schema: Schema.Constraint) =>
  // What services or async work a codec asks for is not provided here: it then throws, which counts as failing.
  Schema.toCodecJson(schema) as unknown as Schema.Codec<unknown, Schema.Json>

/** Nothing where an element has no JSON form. */
export const toJson = (
  schema: Schema.Constraint,
  elements: ReadonlyArray<unknown>
): ReadonlyArray<Schema.Json> | undefined => {
  const written = Result.try(() => {
    const json = Schema.encodeUnknownSync(Schema.Array(codecOf(schema)))(elements)
    // A codec of `Any` lets everything pass. JSON has no -0, so what was written is what a reader would read.
    return Schema.is(Schema.Array(Schema.Json))(json) ? JSON.parse(JSON.stringify(json)) : undefined
  })
  return Result.isSuccess(written) ? written.success : undefined
}

/** Fails with what is wrong, as `first[1].day: Expected string`. */
export const fromJson = (
  schema: Schema.Constraint,
  json: ReadonlyArray<Schema.Json>
): Result.Result<ReadonlyArray<unknown>, string> =>
  Result.try({
    try: () => Schema.decodeUnknownSync(Schema.Array(codecOf(schema)))(json),
    catch: (error) =>
      Schema.isSchemaError(error)
        ? issuesOf(error).map(({ message, path }) => `first${formatPath(path)}: ${message}`).join("; ")
        : `first: ${String(error)}`
  })
