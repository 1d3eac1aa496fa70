import { Stream } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { Result, Schema } from "effect"
import { DeadLetter, Flight, RawFlight } from "../model.ts"

const decode = Schema.decodeUnknownResult(Flight)

/** Lets through the records that can be believed, and says of the others what is wrong. */
export class Decode extends Stream {
  @In(RawFlight)
  readonly record!: In<RawFlight>
  @Out(Flight)
  readonly good!: Out<Flight>
  @Out(DeadLetter)
  readonly bad!: Out<DeadLetter>;

  *run() {
    yield* this.record.forEach((record) => {
      const decoded = decode(record)
      if (Result.isSuccess(decoded)) return this.good.push(decoded.success)
      const reason = decoded.failure.message.replaceAll(/\s*\n\s*/g, " ")
      return this.bad.push({ row: record.row, step: "decode", reason, record })
    })
  }
}
