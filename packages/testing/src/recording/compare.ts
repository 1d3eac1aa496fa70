/** What a stream pushes now, held against what was recorded: the first difference. */
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import type { Written } from "./codec.ts"
import type { EndedBy, Part, Place, RecordedOutlet } from "./part.ts"

/**
 * A stream pushed something else than was recorded: the first difference, in the order of the recording.
 *
 * **Details**
 *
 * `port` is that of the step recorded. `recorded` and `now` are the elements as they are written, or say what there is in
 * place of an element.
 *
 * @category errors
 * @since 0.1.0
 */
export class ReplayDiffers
  extends Schema.TaggedError<ReplayDiffers>("@effect-mimo/testing/ReplayDiffers")("ReplayDiffers", {
    port: Schema.String,
    position: Schema.Int,
    recorded: Schema.String,
    now: Schema.String
  })
{
  override get message() {
    return `${this.port} differs at position ${this.position}\n  recorded: ${this.recorded}\n  now:      ${this.now}`
  }
}

/** What an outlet has pushed, held against what was recorded of it. */
export class Pushed {
  count = 0
  end: EndedBy | undefined = undefined
  /** The first element that was not recorded so. */
  first: { readonly position: number; readonly written: Written } | undefined = undefined

  constructor(readonly outlet: RecordedOutlet) {}

  push(element: unknown): void {
    const position = this.count++
    if (this.first !== undefined) return
    const written: Written = JSON.parse(`{${this.outlet.codec.write(element)}}`)
    if (!Equal.equals(written, this.outlet.pushes[position]?.written)) this.first = { position, written }
  }
}

const longest = 200

const textOf = (written: Written): string => {
  if ("unwritten" in written) return `an element that cannot be written: ${written.unwritten}`
  const text = JSON.stringify(written.element)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const endText: Readonly<Record<EndedBy, string>> = {
  Completed: "no more, it completed",
  Failed: "no more, it failed",
  Cancelled: "no more, nobody read it"
}

interface Difference {
  readonly position: number
  readonly recorded: string
  /** Undefined where it has pushed nothing. */
  readonly now: string | undefined
}

export interface Found extends Difference {
  /** `status` says what the stream is doing, where it has not pushed enough. */
  readonly error: (status: string) => ReplayDiffers
}

export const compare = (part: Part, step: string, pushed: ReadonlyMap<string, Pushed>): Found | undefined => {
  const differences = Array.from(pushed, ([name, outlet]) => {
    const difference = differenceOf(outlet, part.hasFailed)
    if (difference === undefined) return []
    const { now, position } = difference
    // Where the recording has nothing to say of the position, it comes after all that it has.
    const place: Place | undefined = outlet.outlet.pushes[position] ?? outlet.outlet.end
    const where = place === undefined ? "" : ` (${part.source}:${place.line}, at ${place.at} ms)`
    const port = `${step}.${name}`
    const recorded = difference.recorded + where
    const error = (status: string) =>
      new ReplayDiffers({ port, position, recorded, now: now ?? `no element; ${status}` })
    return [{ ...difference, error, seq: place?.seq ?? Infinity }]
  })
  return differences.flat().toSorted((a, b) => a.seq - b.seq)[0]
}

const differenceOf = (pushed: Pushed, hasFailed: boolean): Difference | undefined => {
  const { end, pushes } = pushed.outlet
  // The end of a step that was stopped with the run is not its own.
  const isItsOwn = end?.by === "Completed" || end?.by === "Failed" && hasFailed
  const isShort = pushed.count < pushes.length || isItsOwn && pushed.end !== end?.by
  if (pushed.first === undefined && !isShort) return undefined
  const position = pushed.first?.position ?? pushed.count
  const recorded = pushes[position]
  return {
    position,
    recorded: recorded === undefined ? end === undefined ? "no more" : endText[end.by] : textOf(recorded.written),
    now: pushed.first && textOf(pushed.first.written)
  }
}
