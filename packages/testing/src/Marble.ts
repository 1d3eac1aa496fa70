/**
 * Marble strings: what comes when, a character for each unit of time.
 *
 * ```text
 * marble      = { moment | space }
 * moment      = "-"                     a unit of time passes
 *             | symbol                  this happens, and a unit of time passes
 *             | "(" { symbol } ")"      these happen, one after the other; a unit of time passes
 *             | progression             that much time passes
 * symbol      = "|"                     the end
 *             | "#"                     the failure
 *             | "!"                     the cancellation, by who reads
 *             | any other character     an element
 * progression = number ( "ms" | "s" | "m" | "h" )    with a space or an end of the string on either side
 * ```
 *
 * So `a-b 10s (cd)|` has `a` at once, `b` after two units, `c` and `d` together 10 seconds after the unit of `b`, and the end
 * a unit later. Spaces are for looks. Nothing comes after an end, a failure or a cancellation.
 *
 * It is RxJS's notation but for three things: a group takes one unit however many characters it has, so that each unit can be
 * written; `!` stands among the elements it cuts off; and there is no `^`, as each stream starts at 0.
 *
 * @see `TestStream.marbles` for tests in this notation
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import { format } from "effect/Formatter"
import * as Schema from "effect/Schema"

/**
 * What comes when: times are in milliseconds, and in ascending order.
 *
 * @category models
 * @since 0.1.0
 */
export interface Marble {
  readonly duration: number
  readonly events: ReadonlyArray<MarbleEvent>
}

/**
 * What happens at one time. An element is given by its symbol: one character.
 *
 * @category models
 * @since 0.1.0
 */
export type MarbleEvent =
  | { readonly _tag: "Element"; readonly at: number; readonly symbol: string }
  | { readonly _tag: "End" | "Failure" | "Cancel"; readonly at: number }

/**
 * A marble string that cannot be read, or what cannot be written as one.
 *
 * @category errors
 * @since 0.1.0
 */
export class MarbleError extends Schema.TaggedError<MarbleError>("@effect-mimo/testing/MarbleError")("MarbleError", {
  text: Schema.String,
  position: Schema.Int,
  reason: Schema.String
}) {
  override get message() {
    return `marble ${JSON.stringify(this.text)}: ${this.reason}\n  ${this.text}\n  ${" ".repeat(this.position)}^`
  }
}

/**
 * Reads a marble string; a unit is a second unless it is given. One that is no marble string throws a {@link MarbleError}.
 *
 * **Example** (Reading)
 *
 * ```ts
 * import { Marble } from "@effect-mimo/testing"
 *
 * const marble = Marble.parse("a-(b|)", "1 minute")
 * marble.duration // => 180_000
 * marble.events.map(({ at }) => at) // => [0, 120_000, 120_000]
 * ```
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (text: string, unit: Duration.Input = "1 second"): Marble => {
  const step = millisOf(unit)
  const events: Array<MarbleEvent> = []
  const refuse = (position: number, reason: string) => new MarbleError({ text, position, reason })
  let at = 0
  let group: number | undefined = undefined
  // Split into words, of which a progression is one.
  for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
    const progression = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(word)
    if (progression !== null && group === undefined) {
      at += Number(progression[1]) * units[progression[2] as keyof typeof units] // by the pattern
      continue
    }
    let position = index
    for (const symbol of word) {
      if (symbol === "(") {
        if (group !== undefined) throw refuse(position, "a group in a group")
        group = position
      } else if (symbol === ")") {
        if (group === undefined) throw refuse(position, "no group begins before this")
        group = undefined
        at += step
      } else if (symbol === "-") {
        if (group !== undefined) throw refuse(position, "no time passes in a group")
        at += step
      } else {
        const last = events.at(-1)
        if (last !== undefined && last._tag !== "Element") {
          throw refuse(position, `nothing comes after ${ends[last._tag]}`)
        }
        events.push(symbol in endTags ? { _tag: endTags[symbol]!, at } : { _tag: "Element", at, symbol })
        if (group === undefined) at += step
      }
      position += symbol.length
    }
  }
  if (group !== undefined) throw refuse(group, "this group does not end")
  return { duration: at, events }
}

/**
 * Writes a marble string, which {@link parse} reads with the same unit; long pauses as a progression.
 *
 * **Details**
 *
 * What cannot be written so throws a {@link MarbleError}: times between two units, or symbols with a meaning of their own.
 *
 * **Example** (Writing)
 *
 * ```ts
 * import { Marble } from "@effect-mimo/testing"
 *
 * Marble.print(Marble.parse("a -- b (c |)")) // => "a--b(c|)"
 * Marble.print(Marble.parse("a 1m b")) // => "a 1m b"
 * ```
 *
 * @category printing
 * @since 0.1.0
 */
export const print = (marble: Marble, unit: Duration.Input = "1 second"): string => {
  const step = millisOf(unit)
  // Words, between which a space stands.
  const words: Array<string> = [""]
  const refuse = (reason: string) => {
    const text = words.join(" ")
    return new MarbleError({ text, position: text.length, reason })
  }
  const add = (symbols: string) => void words.push(words.pop()! + symbols)
  let at = 0
  const pass = (until: number) => {
    const count = (until - at) / step
    if (count < 0 || !Number.isInteger(count)) throw refuse(`the next is at ${until}ms, which is between two units`)
    if (count > longest) words.push(progressionText(until - at), "")
    else add("-".repeat(count))
    at = until
  }
  for (const moment of moments(marble.events)) {
    pass(moment[0]!.at)
    const symbols = moment.map((event) => event._tag === "Element" ? event.symbol : symbolOf[event._tag])
    const odd = moment.find((event) => event._tag === "Element" && !/^[^-|#!()\s]$/u.test(event.symbol))
    if (odd !== undefined) {
      throw refuse(`${JSON.stringify("symbol" in odd ? odd.symbol : "")} cannot stand for an element`)
    }
    add(symbols.length === 1 ? symbols[0]! : `(${symbols.join("")})`)
    at += step
  }
  pass(marble.duration)
  // Elements that would be read as a progression are set apart.
  return words.flatMap((word, i) =>
    word === "" ? [] : i % 2 === 0 && /^[\d.]+(ms|s|m|h)$/.test(word) ? `(${word[0]})${word.slice(1)}` : word
  ).join(" ")
}

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const endTags: Readonly<Record<string, "End" | "Failure" | "Cancel">> = { "|": "End", "#": "Failure", "!": "Cancel" }
const symbolOf = { End: "|", Failure: "#", Cancel: "!" }
const ends = { End: "the end", Failure: "the failure", Cancel: "the cancellation" }

// More units than these in a row are written as a progression.
const longest = 12

const millisOf = (unit: Duration.Input): number => {
  const millis = Duration.toMillis(Duration.fromInputUnsafe(unit))
  if (!(millis > 0 && Number.isFinite(millis))) {
    throw new TypeError(`Marble: the unit is ${format(unit)}; give a time longer than 0 that ends, such as "1 second"`)
  }
  return millis
}

const progressionText = (millis: number): string => {
  const [name, size] = Object.entries(units).findLast(([, size]) => millis % size === 0) ?? ["ms", 1]
  return `${millis / size}${name}`
}

/** Events of the same time together. */
const moments = (events: ReadonlyArray<MarbleEvent>): ReadonlyArray<ReadonlyArray<MarbleEvent>> => {
  const groups: Array<Array<MarbleEvent>> = []
  for (const event of events) {
    const group = groups.at(-1)
    if (group?.[0]?.at === event.at) group.push(event)
    else groups.push([event])
  }
  return groups
}
