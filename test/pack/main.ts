// A user's program, as small as one that has every package and a decorated port of each direction can be.
import { Stream, Workflow } from "@effect-mimo/core"
import * as SameStream from "@effect-mimo/core/Stream"
import { In, Out } from "@effect-mimo/decorators"
import { TestStream } from "@effect-mimo/testing"
import { Effect, Schema } from "effect"

class Range extends Stream {
  @Out(Schema.Int)
  readonly n!: Out<number>
  constructor(readonly end: number) {
    super()
  }
  *run() {
    for (let i = 0; i < this.end; i++) yield* this.n.push(i)
  }
}

class Double extends Stream {
  @In(Schema.Int)
  readonly n!: In<number>
  @Out(Schema.Int)
  readonly doubled!: Out<number>;
  *run() {
    yield* this.n.forEach((n) => this.doubled.push(n * 2))
  }
}

class Sum extends Stream {
  // There are compilers that rename a class for this.
  static readonly mentioned = () => Sum
  @In(Schema.Int)
  readonly n!: In<number>;
  *run() {
    let sum = 0
    yield* this.n.forEach((n) => {
      sum += n
    })
    return sum
  }
}

const sum = Workflow.make("sum", { range: Range.of(10), double: Double, sum: Sum }, ({ double, range, sum }) => {
  range.pipe(double).pipe(sum)
})

const program = Effect.gen(function*() {
  const results = yield* Workflow.run(sum)
  const { outputs } = yield* TestStream.run(Double, { n: [1, 2, 3] })
  return { sum: results.sum, doubled: outputs.doubled, name: Sum.name, same: SameStream.Stream === Stream }
})

console.log(JSON.stringify(await Effect.runPromise(program)))
