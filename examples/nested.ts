/**
 * A workflow inside a workflow: `cleaning` has open ports, so it is a step like any other, and is used twice.
 *
 * Run it: `npx tsx nested.ts`
 */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { Console, Effect, Schema } from "effect"
import { pathToFileURL } from "node:url"

class Trim extends Stream {
  @In(Schema.String)
  readonly text!: In<string>
  @Out(Schema.String)
  readonly trimmed!: Out<string>;

  *run() {
    yield* this.text.forEach((text) => this.trimmed.push(text.trim()))
  }
}

class ParseNumber extends Stream {
  @In(Schema.String)
  readonly text!: In<string>
  @Out(Schema.Finite)
  readonly value!: Out<number>
  @Out(Schema.String)
  readonly rejected!: Out<string>;

  *run() {
    yield* this.text.forEach((text) => {
      const value = Number(text)
      return text !== "" && Number.isFinite(value) ? this.value.push(value) : this.rejected.push(text)
    })
  }
}

class Mean extends Stream {
  @In(Schema.Finite)
  readonly value!: In<number>;

  *run() {
    let sum = 0
    let count = 0
    yield* this.value.forEach((value) => {
      sum += value
      count++
    })
    return sum / count
  }
}

/** Text in, numbers out, and what is no number by a side outlet. */
export const cleaning = Workflow.make("cleaning", { trim: Trim, parse: ParseNumber }, ({ parse, trim }) => {
  trim.pipe(parse)
  return { in: { text: trim.text }, out: { value: parse.value, rejected: parse.rejected } }
})

export const temperatures = Workflow.make("temperatures", {
  north: Source.fromIterable(Schema.String, [" 3.5", "4.5 ", "n/a"]),
  south: Source.fromIterable(Schema.String, ["19", "", " 21 "]),
  cleanNorth: cleaning,
  cleanSouth: cleaning,
  northMean: Mean,
  southMean: Mean,
  rejected: Sink.toArray(Schema.String)
}, ({ cleanNorth, cleanSouth, north, northMean, rejected, south, southMean }) => {
  north.pipe(cleanNorth)
  south.pipe(cleanSouth)
  cleanNorth.value.pipe(northMean)
  cleanSouth.value.pipe(southMean)
  cleanNorth.rejected.pipe(rejected)
  cleanSouth.rejected.pipe(rejected)
})

export const program = Effect.gen(function*() {
  const { northMean, rejected, southMean } = yield* Workflow.run(temperatures)
  yield* Console.log(`north ${northMean}, south ${southMean}, rejected ${JSON.stringify([...rejected].sort())}`)
  yield* Console.log(Workflow.toMermaid(temperatures))
})

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await Effect.runPromise(program)
