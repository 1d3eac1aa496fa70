/** From the text of a recording back to its events, every line checked. */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { RecordingError } from "./error.ts"
import { Event, format, Header, version } from "./format.ts"

/**
 * A recording that was read: its header and its events, each with its line.
 *
 * **Details**
 *
 * `source` is what errors call it. A recording without an `exit` event at its end was cut off between two lines: the program
 * that made it did not end by itself.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recording {
  readonly source: string
  readonly header: Header
  readonly events: ReadonlyArray<Event & { readonly line: number }>
}

const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const issueText = (error: Schema.SchemaError): string => {
  const { message, path = [] } = formatIssue(error.issue).issues[0]!
  const at = path.map((segment) => String(typeof segment === "object" ? segment.key : segment)).join(".")
  return at === "" ? message : `${at}: ${message}`
}

const decodeHeader = Schema.decodeUnknownResult(Header)
const decodeEvent = Schema.decodeUnknownResult(Event)
const kinds = new Set<unknown>(
  Event.members.flatMap(({ fields: { kind } }) => "literals" in kind ? kind.literals : [kind.literal])
)

const keyOf = (json: unknown, key: string): unknown => Reflect.get(Object(json), key)

const parseText = (text: string, source: string): Result.Result<Recording, RecordingError> => {
  const fail = (kind: RecordingError["kind"], line: number, detail: string) =>
    Result.fail(new RecordingError({ kind, source, line, detail }))
  const cutOff = (line: number, content: string) =>
    fail("TruncatedLine", line, `the line is cut off after ${content.length} characters`)

  const lines = text.split("\n")
  // Each line ends with a line break: what comes after the last one is a line that was not finished.
  const rest = lines.pop()!
  const [first = rest, ...others] = lines
  const json = parseJson(first)
  if (keyOf(json, "format") !== format) {
    if (lines.length === 0 && first.startsWith(`{"format":"${format}"`)) return cutOff(1, first)
    return fail("NotARecording", 1, `this is no recording: its first line does not say "format":"${format}"`)
  }
  const found = keyOf(json, "version")
  if (found !== version) {
    const detail = `version ${JSON.stringify(found)} is not known; this library reads version ${version}`
    return fail("UnknownVersion", 1, detail)
  }
  const decodedHeader = decodeHeader(json)
  if (Result.isFailure(decodedHeader)) {
    return fail("InvalidLine", 1, `this is no header: ${issueText(decodedHeader.failure)}`)
  }
  const header = decodedHeader.success
  const without = header.edges.flatMap(({ from, to }) => [from, to]).find((port) => !Object.hasOwn(header.ports, port))
  if (without !== undefined) return fail("InvalidLine", 1, `this is no header: ports has no ${without}`)

  const events: Array<Event & { readonly line: number }> = []
  let next = 1
  for (const [index, content] of others.entries()) {
    const line = index + 2
    const json = parseJson(content)
    if (json === undefined) {
      const isLast = rest === "" && line === lines.length
      return isLast && content !== "" ? cutOff(line, content) : fail("InvalidLine", line, "this is not JSON")
    }
    const decoded = decodeEvent(json)
    if (Result.isFailure(decoded)) {
      const kind = keyOf(json, "kind")
      const issue = kinds.has(kind) ? issueText(decoded.failure) : `kind ${JSON.stringify(kind)} is not known`
      return fail("InvalidLine", line, `this is no event: ${issue}`)
    }
    const event = decoded.success
    if (event.seq !== next) return fail("SequenceGap", line, `event ${event.seq} comes where event ${next} was to come`)
    if ("edge" in event && header.edges[event.edge] === undefined) {
      const detail = `edge ${event.edge} is not known; the header has ${header.edges.length}, from 0 on`
      return fail("UnknownEdge", line, detail)
    }
    next += event.kind === "lost" ? event.count : 1
    events.push({ ...event, line })
  }
  return rest === "" ? Result.succeed({ source, header, events }) : cutOff(lines.length + 1, rest)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON text stands for it
  }
}

/**
 * Reads the text of a recording.
 *
 * **When to use**
 *
 * Use for a recording that is at hand as text; {@link replay} and `TestStream.fromRecording` take text too. `source` is what
 * errors call it.
 *
 * **Example** (Refusing what is no recording)
 *
 * ```ts
 * import { Recording } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 *
 * const error = Effect.runSync(Effect.flip(Recording.parse("hello\n")))
 * error.message // => `recording:1: this is no recording: its first line does not say "format":"effect-mimo/recording"`
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const parse = (text: string, source = "recording"): Effect.Effect<Recording, RecordingError> =>
  Effect.suspend(() => Effect.fromResult(parseText(text, source)))

/**
 * Reads a recording from a file, by Effect's `FileSystem`; errors call it by its path.
 *
 * @category reading
 * @since 0.1.0
 */
export const fromFile = (
  path: string
): Effect.Effect<Recording, RecordingError | PlatformError.PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function*() {
    const files = yield* FileSystem.FileSystem
    return yield* parse(yield* files.readFileString(path), path)
  })
