import { Stream } from "@effect-mimo/core"
import { In } from "@effect-mimo/decorators"
import { Effect, Stream as EffectStream } from "effect"
import { Line } from "../model.ts"
import { Outputs } from "../output.ts"

const toText = (line: Line): string => `${JSON.stringify(line)}\n`

/** Writes each element as a line of JSON. Its result is how many lines it wrote. */
export class WriteNdjson extends Stream {
  @In(Line)
  readonly line!: In<Line>

  /** `pause`: milliseconds to sleep for every line, to play a slow sink. */
  constructor(readonly name: string, readonly pause = 0) {
    super()
  }

  *run() {
    const outputs = yield* Outputs
    const file = yield* outputs.create(this.name)
    let written = 0
    if (this.pause > 0) {
      yield* this.line.forEach((line) => {
        written++
        return Effect.andThen(Effect.sleep(this.pause), file.write(toText(line)))
      })
    } else {
      // Chunk by chunk: one write to the file for all the lines that wait.
      yield* this.line.stream.pipe(EffectStream.runForEachArray((lines) => {
        written += lines.length
        return file.write(lines.map(toText).join(""))
      }))
    }
    return written
  }
}
