import { Stream } from "@effect-mimo/core"
import { In } from "@effect-mimo/decorators"
import { stringify } from "csv-stringify/sync"
import { Stream as EffectStream } from "effect"
import { Line } from "../model.ts"
import { Outputs } from "../output.ts"

/** Writes each element as a row of a CSV file. Its result is how many rows it wrote. */
export class WriteCsv extends Stream {
  @In(Line)
  readonly row!: In<Line>

  constructor(readonly name: string, readonly columns: ReadonlyArray<string>) {
    super()
  }

  private toText(rows: ReadonlyArray<Line>): string {
    return stringify([...rows], {
      columns: [...this.columns],
      cast: { number: (n) => Number.isInteger(n) ? String(n) : n.toFixed(2) }
    })
  }

  *run() {
    const outputs = yield* Outputs
    const file = yield* outputs.create(this.name)
    yield* file.write(stringify([[...this.columns]]))
    let written = 0
    // Chunk by chunk: one write to the file for all the rows that wait.
    yield* this.row.stream.pipe(EffectStream.runForEachArray((rows) => {
      written += rows.length
      return file.write(this.toText(rows))
    }))
    return written
  }
}
