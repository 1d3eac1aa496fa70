/** What an operation of a test fails with that waits in vain. */
import * as Schema from "effect/Schema"
import { textOf, Wait } from "../internal/waits.ts"

/**
 * An operation of a test waits, and nothing moves any more. It is a defect: the test is to be changed, or the stream.
 *
 * **Details**
 *
 * `operation` is that of a probe, with its `port` and how full the edge there is, or one of the whole stream. `waits` is what
 * the stream waits for, `beside` names the other operations of the test that wait.
 *
 * It comes after the `patience` of the test, in real time. A stream that waits for something other than its ports and the
 * test's clock, such as a promise, is given four times as long; one that sleeps on a live clock is never given up.
 *
 * @category errors
 * @since 0.1.0
 */
export class Stuck extends Schema.TaggedError<Stuck>("@effect-mimo/testing/Stuck")("Stuck", {
  stream: Schema.String,
  operation: Schema.String,
  port: Schema.optionalKey(Schema.String),
  size: Schema.optionalKey(Schema.Int),
  capacity: Schema.optionalKey(Schema.Int),
  after: Schema.String,
  waits: Schema.Array(Wait),
  beside: Schema.Array(Schema.String)
}) {
  override get message() {
    const { after, beside, capacity, operation, port, size, stream, waits } = this
    const what = port === undefined ? `${operation} of ${stream}` : `${operation} on ${stream}.${port}`
    const fill = size === undefined ? "" : ` (${size} of ${capacity})`
    return [
      `${what}${fill} waits, and nothing has moved for ${after}:`,
      ...(waits.length === 0 ? ["  - whatever could go on is in the hands of the test"] : []),
      ...waits.map((wait) => `  - ${textOf(wait)}`),
      ...beside.map((other) => `  - the test waits in ${other}, too`),
      ...adviceOn(operation, waits).map((advice) => `  ${advice}`)
    ].join("\n")
  }
}

const adviceOn = (operation: string, waits: ReadonlyArray<Wait>): ReadonlyArray<string> => {
  const first = waits.flatMap((wait) => remedyOf(operation, wait) ?? [])
  return [
    ...(first.length === 0 ? [] : [`${[...new Set(first)].join(", or ")}: earlier in the test, or in another fiber`]),
    ...(waits.some((wait) => wait.for === "other") ? ["if that only takes long, give the test a longer patience"] : [])
  ]
}

const remedyOf = (operation: string, wait: Wait): string | undefined => {
  if (wait.for === "clock") return `adjust the test's clock`
  if (wait.port === undefined) return undefined
  // The other operations of the whole stream offer and take by themselves.
  if (operation === "run") return `let the input of ${wait.port} go on or end`
  switch (wait.for) {
    case "element":
      return `offer to ${wait.port} or end it`
    case "room":
      return `take from ${wait.port} or cancel it`
    case "request":
      return `request of ${wait.port} or take from it`
  }
  return undefined
}
