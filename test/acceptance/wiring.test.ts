import { Port, Stream, Wiring, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { capacities } from "./support/capacities.ts"

const Produce = Stream.make("Produce", {
  out: { n: Schema.Int },
  *run(_, { n }) {
    yield* n.push(1)
  }
})
const Pass = Stream.make("Pass", {
  in: { n: Schema.Int },
  out: { passed: Schema.Int },
  run: ({ n }, { passed }) => n.forEach((x) => passed.push(x))
})
const Join = Stream.make("Join", {
  in: { a: Schema.Int, b: Schema.Int, c: Port.optional(Schema.Int) },
  run: ({ a }) => a.forEach(() => {})
})
const Consume = Stream.make("Consume", {
  in: { n: Schema.Int },
  run: ({ n }) => n.forEach(() => {})
})
const Shadowing = Stream.make("Shadowing", {
  in: { pipe: Schema.Int },
  run: () => undefined as never // it never runs
})

/** A handle as JavaScript sees it: any name is a port, and anything can be piped to. */
type Untyped = Ports & { pipe(to: unknown, options?: { readonly capacity?: number }): Untyped }
interface Ports {
  readonly [port: string]: Untyped
}

/** `Workflow.make` as JavaScript calls it, or a program that builds a graph from data. */
const make = Workflow.make as unknown as (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (steps: Readonly<Record<string, Untyped>>) => unknown,
  options?: Workflow.Options
) => Workflow.AnyWorkflow

const faultsOf = (build: () => unknown): Wiring.WiringError => {
  try {
    build()
  } catch (error) {
    assert.instanceOf(error, Wiring.WiringError)
    return error
  }
  throw new Error("no fault was reported")
}

describe("a wrong graph", () => {
  it.each(capacities())("A32: every fault in one report that names steps and ports (capacity %d)", (capacity) => {
    let foreign: Untyped | undefined
    make("other", { produce: Produce, consume: Consume }, ({ consume, produce }) => {
      foreign = consume
      return produce.pipe(consume)
    })
    const error = faultsOf(() =>
      make("wrong", {
        produce: Produce,
        spare: Produce,
        twice: Produce,
        first: Pass,
        second: Pass,
        join: Join,
        consume: Consume,
        shadowing: Shadowing,
        "dotted.name": Consume,
        notAStream: { run: "away" }
      }, (steps) => {
        const { consume, first, join, notAStream, produce, second, shadowing, twice } = steps
        produce.pipe(join) // ambiguous
        produce.n.pipe(join.z) // unknown
        consume.n.pipe(consume) // wrong direction
        first.pipe(second).pipe(first) // a cycle
        twice.pipe(consume)
        twice.n.pipe(consume.n) // a second time
        twice.pipe(steps["dotted.name"])
        produce.pipe(join.a, { capacity: 0 }) // no capacity
        produce.pipe(foreign) // a step of another workflow
        produce.pipe("consume") // neither step nor port
        twice.pipe(shadowing)
        twice.pipe(notAStream)
        return {
          in: { b: join.b, "a name": join.c, both: join.c },
          out: { both: first.passed, nothing: 1 }
        }
      }, { capacity })
    )
    assert.strictEqual(error.workflow, "wrong")
    assert.deepStrictEqual(
      error.faults.map(({ at, kind }) => `${kind}: ${at.join(", ")}`).sort(),
      [
        "AmbiguousPort: join",
        "DuplicateEdge: twice.n, consume.n",
        "ForeignStep: produce.n, consume.n",
        "InvalidCapacity: produce.n, join.a",
        "InvalidTarget: nothing",
        "InvalidTarget: produce.n",
        "NotAStream: notAStream",
        "RepeatedName: both",
        "ReservedName: a name",
        "ReservedName: dotted.name",
        "ReservedName: shadowing.pipe",
        "UnconnectedPort: spare.n",
        "UndeclaredCycle: first.passed, second.passed",
        "UnknownPort: join.z",
        "WrongDirection: consume.n"
      ]
    )
    assert.match(error.message, /^workflow "wrong" has 15 faults:\n/)
    for (const { message } of error.faults) assert.include(error.message, `\n  - ${message}`)
    for (const { at, message } of error.faults) for (const name of at) assert.include(message, name)
    const of = (kind: string) => error.faults.find((fault) => fault.kind === kind)!.message
    assert.strictEqual(of("DuplicateEdge"), "twice.n → consume.n: piped twice; remove one of the two")
    assert.match(of("UndeclaredCycle"), /^first\.passed → second\.\w+ → second\.passed → first: a cycle/)
    assert.include(of("UnknownPort"), "join has inlets: a, b, c; outlets: none")
    assert.include(of("AmbiguousPort"), "a, b, c")
  })

  it("A32: a port that is piped wrongly is not reported as unconnected too", () => {
    const error = faultsOf(() =>
      make("wrong", { produce: Produce, consume: Consume }, ({ consume, produce }) => produce.n.pipe(consume.m))
    )
    assert.deepStrictEqual(error.faults.map(({ at, kind }) => `${kind}: ${at.join(", ")}`), [
      "UnknownPort: consume.m",
      "UnconnectedPort: consume.n"
    ])
  })

  it.each(capacities())("A32: a capacity that is none is a fault of the workflow (capacity %d)", (capacity) => {
    for (const none of [0, -capacity, capacity + 0.5, Number.NaN, Infinity]) {
      const error = faultsOf(() =>
        make("wrong", { produce: Produce, consume: Consume }, ({ consume, produce }) => produce.pipe(consume), {
          capacity: none
        })
      )
      assert.deepStrictEqual(error.faults.map(({ kind }) => kind), ["InvalidCapacity"])
      assert.include(error.message, String(none))
    }
  })
})

describe("the picture of a graph", () => {
  const line = () =>
    Workflow.make("line", {
      first: Stream.make("First", {
        out: { a: Schema.Int },
        *run(_, { a }) {
          yield* a.push(1)
        }
      }),
      second: Stream.make("Second", {
        in: { b: Schema.Int },
        out: { c: Schema.Int },
        run: ({ b }, { c }) => b.forEach((n) => c.push(n))
      }),
      third: Stream.make("third", {
        in: { d: Schema.Int },
        run: ({ d }) => d.forEach(() => {})
      })
    }, ({ first, second, third }) => {
      first.a.pipe(second.b).c.pipe(third.d)
    })

  const dot = [
    "digraph \"line\" {",
    "  rankdir=LR;",
    "  graph [fontname=\"Helvetica,Arial,sans-serif\", style=rounded, color=gray];",
    "  node [fontname=\"Helvetica,Arial,sans-serif\", fontsize=12, shape=Mrecord];",
    "  edge [fontname=\"Helvetica,Arial,sans-serif\", fontsize=10, arrowsize=0.7];",
    "  \"first\" [label=\"{first\\nFirst|{<out_a> a}}\"];",
    "  \"second\" [label=\"{{<in_b> b}|second\\nSecond|{<out_c> c}}\"];",
    "  \"third\" [label=\"{{<in_d> d}|third}\"];",
    "  \"first\":out_a:e -> \"second\":in_b:w;",
    "  \"second\":out_c:e -> \"third\":in_d:w;",
    "}"
  ].join("\n")

  it("A39: three streams as DOT, the same text each time it is made", () => {
    assert.strictEqual(String(line()), dot)
    assert.strictEqual(String(line()), dot)
    assert.strictEqual(Workflow.toDot(line()), dot)
  })

  it.each(capacities())("A39: whatever the capacity, the same DOT (capacity %d)", (capacity) => {
    assert.strictEqual(String(Workflow.withCapacity(line(), capacity)), dot)
  })
})
