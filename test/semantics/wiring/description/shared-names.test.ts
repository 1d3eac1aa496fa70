import { Sink, Source, Step, Stream, Transform, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { faultList } from "../../fixtures.ts"
import { again, build, messages, resultsOf, Scale } from "./graphs.ts"

const range = Source.range({ end: 3 })
const toArray = Sink.toArray(Schema.Int)
const add = Transform.map(Schema.Int, Schema.Int, (n) => n + 1)
const multiply = Transform.map(Schema.Int, Schema.Int, (n) => n * 100)

const two = Workflow.make("two", { range, a: add, b: multiply, toArray }, ({ range, a, b, toArray }) => {
  range.pipe(a).pipe(b).pipe(toArray)
})

const marked = (workflow: Workflow.AnyWorkflow) =>
  Workflow.describe(workflow).steps.flatMap(({ name, registryKey }) => registryKey === "path" ? [name] : [])

describe("S28: streams of a description that share a name", () => {
  it("S28: are refused under the name, and told the keys to give", () => {
    assert.deepStrictEqual(marked(two), ["a", "b"])
    const run = build(Workflow.describe(two), { range, map: add, toArray })
    assert.deepStrictEqual(faultList(run), ["UnknownStream a", "UnknownStream b"])
    assert.deepStrictEqual(messages(run), [
      "a: other steps have another stream \"map\"; give that of this step under the key \"a\"",
      "b: other steps have another stream \"map\"; give that of this step under the key \"b\""
    ])
    assert.deepStrictEqual(faultList(build(Workflow.describe(two), { range, map: add, b: multiply, toArray })), [
      "UnknownStream a"
    ])
  })

  it("S28: are found under their paths", () => {
    assert.deepStrictEqual(resultsOf(again(two, { range, toArray, a: add, b: multiply })), { toArray: [100, 200, 300] })
  })

  it("S28: of one class with different arguments too, and in nested workflows", () => {
    const scales = Workflow.make("scales", { range, a: Scale.of(2), b: Scale.of(10), toArray }, (s) => {
      s.range.pipe(s.a).pipe(s.b).pipe(s.toArray)
    })
    assert.deepStrictEqual(faultList(build(Workflow.describe(scales), { range, Scale: Scale.of(2), toArray })), [
      "UnknownStream a",
      "UnknownStream b"
    ])
    const inner = Workflow.make("inner", { a: add }, ({ a }) => ({ in: { n: a.value }, out: { m: a.mapped } }))
    const outer = Workflow.make("outer", { range, inner, b: multiply, toArray }, (s) => {
      s.range.pipe(s.inner).pipe(s.b).pipe(s.toArray)
    })
    const run = build(Workflow.describe(outer), { range, map: add, toArray })
    assert.sameMembers([...faultList(run)], ["UnknownStream inner/a", "UnknownStream b"])
    const streams = { range, "inner/a": add, b: multiply, toArray }
    assert.deepStrictEqual(resultsOf(again(outer, streams)), { toArray: [100, 200, 300] })
    assert.deepStrictEqual(marked(inner), [])
  })

  it("S28: are one where they are one definition, or one class without arguments", () => {
    class Plain extends Stream.Class("Plain", { in: { n: Schema.Int }, out: { m: Schema.Int } }) {
      *run() {
        yield* this.in.n.forEach((n) => this.out.m.push(n))
      }
    }
    const one = Workflow.make("one", { range, a: add, b: add, c: Plain, d: Plain, e: Plain.of(), toArray }, (s) => {
      s.range.pipe(s.a).pipe(s.b).pipe(s.c).pipe(s.d).pipe(s.e).pipe(s.toArray)
    })
    assert.deepStrictEqual(marked(one), [])
    assert.deepStrictEqual(resultsOf(again(one, { range, map: add, Plain, toArray })), { toArray: [2, 3, 4] })
  })

  it("S28: are two where one of them is supervised", () => {
    const workflow = Workflow.make("w", { range, a: add, b: Step.timeout(add, "1 second"), toArray }, (s) => {
      s.range.pipe(s.a).pipe(s.b).pipe(s.toArray)
    })
    assert.deepStrictEqual(marked(workflow), ["a", "b"])
  })

  it("S28: are what the registry says in a description that does not tell them apart", () => {
    const text = JSON.stringify(Workflow.describe(two)).replaceAll(",\"registryKey\":\"path\"", "")
    assert.deepStrictEqual(resultsOf(Workflow.fromDescription(text, { range, map: add, toArray })), {
      toArray: [2, 3, 4]
    })
  })
})
