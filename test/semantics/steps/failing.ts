// A step that fails, and what it fails with.
import { Sink, Stream } from "@effect-mimo/core"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"

export class TooBig extends Data.TaggedError("TooBig")<{ readonly n: number }> {}

/** Passes on numbers up to a limit, and fails above it. */
export const Limit = (limit: number) =>
  Stream.make("Limit", {
    in: { n: Schema.Int },
    out: { m: Schema.Int },
    *run({ n }, { m }) {
      while (true) {
        const x = yield* n.pop
        if (x > limit) return yield* new TooBig({ n: x })
        yield* m.push(x)
      }
    }
  })

export const all = Sink.toArray(Schema.Int)
