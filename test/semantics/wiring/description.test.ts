import { Description, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import type { AnyDefinition } from "@effect-mimo/core/Stream"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { faultList, faultsOf, randomFrom, Relay } from "../fixtures.ts"
import { untyped } from "./loose.ts"

const all = Sink.toArray(Schema.Int)

const Split = Stream.make("Split", {
  in: { n: Schema.Int },
  out: { even: Schema.Int, odd: Schema.Int },
  run: ({ n }, { even, odd }) => n.forEach((x) => (x % 2 === 0 ? even : odd).push(x))
})

class Scale extends Stream.Class("Scale", { in: { n: Schema.Int }, out: { m: Schema.Int } }) {
  constructor(readonly factor: number) {
    super()
  }
  *run() {
    const { in: { n }, out: { m } } = this
    yield* n.forEach((x) => m.push(x * this.factor))
  }
}

/** Counts each element down to 0, going round. */
const Countdown = Stream.make("Countdown", {
  in: { n: Schema.Int },
  out: { again: Schema.Int, done: Schema.Int },
  *run({ n }, { again, done }) {
    let rounds = 0
    yield* n.forEach((x) => {
      rounds++
      return x === 0 ? done.push(rounds) : again.push(x - 1)
    })
  }
})

const registry = { range: Source.range({ end: 6 }), Relay, Split, Countdown, Scale: Scale.of(3), toArray: all }

/** A description as text has everything a workflow has. */
const again = (workflow: Workflow.AnyWorkflow, streams: Workflow.Registry = registry) => {
  const described = Workflow.describe(workflow)
  assert.deepStrictEqual(JSON.parse(JSON.stringify(described)), described)
  assert.isTrue(Schema.is(Description.Description)(described))
  const built = Workflow.fromDescription(JSON.stringify(described), streams)
  assert.deepStrictEqual(Workflow.describe(built), described)
  assert.strictEqual(String(built), String(workflow))
  assert.strictEqual(Workflow.toMermaid(built), Workflow.toMermaid(workflow))
  return built
}

/** The results, by a registry that says nothing of errors and requirements. */
const resultsOf = (workflow: Workflow.Workflow<{}, {}, unknown, unknown, unknown>) =>
  // The streams of these tests require nothing.
  Effect.runSync(Workflow.run(workflow) as Effect.Effect<unknown, unknown>)

const parity = Workflow.make("parity", {
  range: registry.range,
  split: Split,
  evens: all,
  odds: all
}, ({ range, split, evens, odds }) => {
  range.pipe(split)
  split.even.pipe(evens)
  split.odd.pipe(odds, { capacity: 16 })
}, { capacity: 4 })

const relays = Workflow.make("relays", { a: Relay, b: Relay }, ({ a, b }) => ({
  in: { n: [a.n, b.n] },
  out: { m: [a.m, b.m] }
}), { capacity: 2 })

const nested = Workflow.make("nested", { range: registry.range, relays, scale: registry.Scale, all }, (s) => {
  s.range.pipe(s.relays)
  s.relays.pipe(s.scale).pipe(s.all)
})

const looping = Workflow.make("looping", { countdown: Countdown, all }, ({ countdown, all }) => {
  countdown.again.pipe(countdown.n, { feedback: { first: [3, 1] } })
  countdown.done.pipe(all)
})

describe("S28: a workflow from its description", () => {
  it("S28: is the same graph with the same results", () => {
    for (const workflow of [parity, nested, Workflow.withCapacity(nested, 1), looping]) {
      assert.deepStrictEqual(
        resultsOf(again(workflow)),
        Effect.runSync(Workflow.run<{}, {}, unknown, never, never>(workflow))
      )
    }
  })

  it("S29: keeps how elements are checked, and where rejected ones go", () => {
    const Row = Schema.Struct({ issue: Schema.String })
    const Wrong = Stream.make("Wrong", {
      out: { n: Schema.Int },
      run: (_, { n }) => n.pushAll([1, 1.5, 2])
    })
    const issues = Stream.make("issues", {
      in: { row: Row },
      *run({ row }) {
        return yield* row.popUpTo(9)
      }
    })
    const streams = { Wrong, toArray: all, issues }
    const workflow = Workflow.make("w", { wrong: Wrong, all, more: all, issues }, (s) => {
      s.wrong.pipe(s.all)
      s.wrong.pipe(s.more, { validate: "off" })
      s.all.value.rejected.pipe(s.issues)
    }, { validate: "sample" })
    const described = Workflow.describe(workflow)
    assert.strictEqual(described.validate, "sample")
    assert.strictEqual(described.edges[1]!.validate, "off")
    assert.strictEqual(described.edges[2]!.from, "all.value.rejected")
    assert.deepNestedInclude(resultsOf(again(workflow, streams)), { all: [1, 2], more: [1, 1.5, 2] })
  })

  it("S28: takes the text, what JSON.parse gives, and what describe gives", () => {
    const described = Workflow.describe(parity)
    for (const input of [described, JSON.stringify(described), JSON.parse(JSON.stringify(described))]) {
      const built = Workflow.fromDescription(input, registry)
      assert.deepStrictEqual(Effect.runSync(Workflow.run(built)), { evens: [0, 2, 4], odds: [1, 3, 5] })
    }
  })

  it("S28: has a JSON Schema for those who write one", () => {
    const { definitions, schema } = Schema.toJsonSchemaDocument(Description.Description)
    const text = JSON.stringify({ definitions, schema })
    for (const name of Object.keys(Workflow.describe(nested))) assert.include(text, `"${name}"`)
  })

  it("S28: keeps what a tool added out of it", () => {
    const described = { ...Workflow.describe(parity), zoom: 2 }
    assert.deepStrictEqual(Workflow.describe(Workflow.fromDescription(described, registry)), Workflow.describe(parity))
  })

  it("S28: finds a stream by the path of the step before its name", () => {
    const inner = Workflow.make("inner", { scale: Scale.of(2) }, ({ scale }) => ({
      in: { n: scale.n },
      out: { m: scale.m }
    }))
    const workflow = Workflow.make("w", { range: registry.range, inner, scale: Scale.of(3), all }, (s) => {
      s.range.pipe(s.inner).pipe(s.scale).pipe(s.all)
    })
    const built = again(workflow, { ...registry, "inner/scale": Scale.of(2) })
    assert.deepStrictEqual(resultsOf(built), { all: [0, 6, 12, 18, 24, 30] })
  })

  it("S28: gives open ports the types of the options", () => {
    const built = Workflow.fromDescription(Workflow.describe(relays), registry, {
      in: { n: Schema.Int },
      out: { m: Schema.Number }
    })
    const connected = Workflow.connect(built, { in: { n: EffectStream.make(1, 2) }, out: { m: EffectSink.sum } })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(connected)), { m: 6 })
    const outer = Workflow.make("outer", {
      range: registry.range,
      built,
      sum: Sink.fold(Schema.Number, () => 0, (a, b) => a + b)
    }, (s) => {
      s.range.pipe(s.built).pipe(s.sum)
    })
    assert.deepStrictEqual(Effect.runSync(Workflow.run(outer)), { sum: 30 } as {})
  })

  it("S28: fails with and requires what the streams of the registry do, as far as their types tell", () => {
    class Broken extends Schema.TaggedError<Broken>()("Broken", {}) {}
    const Breaks = Stream.make("Breaks", { run: () => Effect.fail(new Broken()) })
    const streams = { Breaks, Relay }
    const workflow = Workflow.make("w", { breaks: Breaks }, () => {})
    const typed: Effect.Effect<Readonly<Record<string, unknown>>, Broken> = Workflow.run(
      Workflow.fromDescription(Workflow.describe(workflow), streams)
    )
    const untold: Workflow.Registry = streams
    const loose: Effect.Effect<Readonly<Record<string, unknown>>, unknown, unknown> = Workflow.run(
      Workflow.fromDescription(Workflow.describe(workflow), untold)
    )
    // @ts-expect-error what the streams fail with is not known
    const wrong: Effect.Effect<Readonly<Record<string, unknown>>, Broken, unknown> = loose
    assert.isTrue(Effect.isEffect(wrong))
    assert.instanceOf(Effect.runSync(Effect.flip(typed)), Broken)
  })

  it("S28: without options, open ports stay open, and a run is refused", () => {
    const built = again(relays)
    assert.throws(() => resultsOf(built), /workflow "relays" has open ports \(n, m\)/)
  })

  it("S28: is a value like any workflow: it runs again, and in others", () => {
    const built = Workflow.fromDescription(Workflow.describe(parity), registry)
    assert.isTrue(Workflow.isWorkflow(built))
    for (let i = 0; i < 2; i++) assert.hasAllKeys(Effect.runSync(Workflow.run(built)), ["evens", "odds"])
  })
})

describe("S26: the first elements of a feedback edge in a description", () => {
  const Day = Schema.Struct({ day: Schema.Date, n: Schema.Int })
  const loop = <A>(schema: Schema.Codec<A, unknown, never, never>, first: ReadonlyArray<A>) => {
    const Once = Stream.make("Once", {
      in: { n: schema },
      out: { again: schema },
      *run({ n }) {
        return yield* n.popUpTo(9)
      }
    })
    const workflow = Workflow.make("loop", { once: Once }, ({ once }) => {
      once.again.pipe(once.n as never, { feedback: { first } })
    })
    return { workflow, streams: { Once } }
  }

  it("S26: are written by the JSON codec of the outlet's schema", () => {
    const first = [{ day: new Date(0), n: 1 }]
    const { streams, workflow } = loop(Day, first)
    assert.deepStrictEqual(Workflow.describe(workflow).edges[0]!.feedback, {
      first: [{ day: "1970-01-01T00:00:00.000Z", n: 1 }]
    })
    assert.deepStrictEqual(resultsOf(again(workflow, streams)), { once: first })
  })

  const Slow = Schema.String.pipe(Schema.decodeTo(
    Schema.Number,
    SchemaTransformation.transformEffect({
      decode: (text) => Effect.promise(async () => Number(text)),
      encode: (n) => Effect.promise(async () => String(n))
    })
  ))
  const Function = Schema.declare((u): u is () => void => typeof u === "function")
  const cases = {
    "no codec": loop(Function, [() => {}]),
    "an asynchronous codec": loop(Slow, [1, 2]),
    "no schema to speak of": loop(Schema.Any, [new Map()])
  }
  for (const [name, { streams, workflow }] of Object.entries(cases)) {
    it(`S26: with ${name} are counted, and no workflow is built`, () => {
      const described = Workflow.describe(workflow)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(described)), described)
      assert.property(described.edges[0]!.feedback, "unwritten")
      const build = () => Workflow.fromDescription(described, streams)
      assert.deepStrictEqual(faultList(build), ["InvalidDescription once.again once.n"])
      assert.match(faultsOf(build)[0]!.message, /first elements are not in the description/)
    })
  }

  it("S26: that the outlet's schema does not read are a fault", () => {
    const { streams, workflow } = loop(Day, [])
    const described = JSON.parse(JSON.stringify(Workflow.describe(workflow)))
    described.edges[0].feedback = { first: [{ day: "1970-01-01T00:00:00.000Z", n: 1 }, { day: 1, n: 2 }] }
    const build = () => Workflow.fromDescription(described, streams)
    assert.deepStrictEqual(faultList(build), ["InvalidDescription once.again once.n"])
    assert.strictEqual(faultsOf(build)[0]!.message, "once.again → once.n: first[1].day: Expected string")
  })
})

describe("S28: random graphs", () => {
  // Steps in a row, each inlet fed by an earlier outlet, some of them nested; what is left over goes to a sink.
  const randomGraph = (seed: number): Workflow.AnyWorkflow => {
    const random = randomFrom(seed)
    const below = (n: number) => Math.floor(random() * n)
    const chain = (depth: number): Workflow.AnyWorkflow => {
      const names = Array.from({ length: 1 + below(3) }, (_, i) => `c${i}`)
      const steps = Object.fromEntries(
        names.map((name) => [name, depth > 0 && random() < 0.4 ? chain(depth - 1) : Relay])
      )
      // Every step has an inlet `n` and an outlet `m`.
      return Workflow.make(`chain${depth}`, steps as Record<string, typeof Relay>, (handles) => {
        names.slice(1).forEach((name, i) => handles[names[i]!]!.pipe(handles[name]!))
        return { in: { n: handles[names[0]!]!.n }, out: { m: handles[names.at(-1)!]!.m } }
      }, { capacity: 1 + below(5) })
    }
    const steps: Record<string, AnyDefinition> = {}
    const edges: Array<readonly [string, string, string, string]> = []
    const outlets: Array<readonly [string, string]> = []
    const unused = new Set<readonly [string, string]>()
    const count = 2 + below(12)
    for (let i = 0; i < count; i++) {
      const name = `s${(i * 7) % 100}`
      const kind = i === 0 ? 0 : below(5)
      steps[name] = kind === 0
        ? registry.range
        : kind === 1
        ? Split
        : kind === 2
        ? registry.Scale
        : kind === 3
        ? Relay
        : chain(2)
      const inlets = kind === 0 ? 0 : 1 + below(2)
      const from = new Set(Array.from({ length: inlets }, () => outlets[below(outlets.length)]!))
      for (const outlet of from) {
        edges.push([...outlet, name, "n"])
        unused.delete(outlet)
      }
      for (
        const port of Object.keys(steps[name].ports).filter((port) => steps[name]!.ports[port]!.direction === "out")
      ) {
        const outlet = [name, port] as const
        outlets.push(outlet)
        unused.add(outlet)
      }
    }
    for (const [step, port] of unused) {
      steps[`${step}-${port}`] = all
      edges.push([step, port, `${step}-${port}`, "value"])
    }
    return Workflow.make(`random ${seed}`, steps, (handles) => {
      // As JavaScript sees handles: ports by any name.
      const ports = handles as unknown as Record<string, Record<string, { pipe(to: unknown, options?: unknown): void }>>
      for (const [a, out, b, inlet] of edges) {
        ports[a]![out]!.pipe(ports[b]![inlet], random() < 0.3 ? { capacity: 1 + below(9) } : {})
      }
    }, { capacity: 1 + below(9) })
  }

  it("S28: come back as they were, with the same results", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const workflow = randomGraph(seed)
      const built = again(workflow)
      // Random graphs have no open ports, and their types are lost.
      const results = resultsOf(workflow as Workflow.Workflow<{}, {}, unknown, unknown, unknown>)
      assert.deepStrictEqual(resultsOf(built), results, `seed ${seed}`)
    }
  })
})

/** A description as a text editor leaves it. */
type Loose = { [key: string]: Loose } & Array<Loose>
const edited = (workflow: Workflow.AnyWorkflow, edit: (description: Loose) => void): unknown => {
  const description = JSON.parse(JSON.stringify(Workflow.describe(workflow)))
  edit(description)
  return description
}
const set = (target: Loose | undefined, key: string | number, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
const build = (input: unknown, streams: Readonly<Record<string, unknown>> = registry) => () =>
  Workflow.fromDescription(input, streams as Workflow.Registry)
const messages = (run: () => unknown) => faultsOf(run).map(({ message }) => message)

describe("S28: each fault of a description", () => {
  it("S28: no JSON", () => {
    const run = build("{ \"version\": 1, ")
    assert.deepStrictEqual(faultList(run), ["InvalidDescription description"])
    assert.match(messages(run)[0]!, /^description: not JSON: SyntaxError/)
  })

  it("S28: no description at all", () => {
    for (const input of [undefined, null, 1, [], "null", "[]", Symbol("x"), () => {}, new Map()]) {
      for (const fault of faultsOf(build(input))) assert.strictEqual(fault.kind, "InvalidDescription")
    }
    assert.deepStrictEqual(messages(build([])), ["description: Expected object"])
  })

  it("S28: what does not decode, each with its path", () => {
    const run = build(edited(parity, (d) => {
      set(d, "name", 5)
      set(d, "capacity", "many")
      set(d.steps![1]!.in, 0, null)
      delete d.edges![0]!.capacity
      set(d.edges![1], "to", "evens")
    }))
    assert.deepStrictEqual(messages(run), [
      "name: Expected string",
      "capacity: Expected number",
      "steps[1].in[0]: Expected string",
      "edges[0].capacity: Missing key",
      "edges[1].to: Expected step.port",
      "evens.value: nothing is piped to this inlet; pipe an outlet to it, open it, or declare it optional"
    ])
    assert.deepStrictEqual(faultsOf(run)[2]!.at, ["steps[1].in[0]"])
  })

  it("S28: what does not decode inside a nested workflow", () => {
    const run = build(edited(nested, (d) => {
      set(d.steps![1]!.workflow!.steps![0], "name", {})
      set(d.steps![1]!.workflow!.in, "n", [1, "a.n", "b.n"])
    }))
    assert.deepInclude(faultList(run), "InvalidDescription steps[1].workflow.steps[0].name")
    assert.deepInclude(faultList(run), "InvalidDescription steps[1].workflow.in.n[0]")
  })

  it("S28: another version, with those that are known", () => {
    const run = build({ version: 2, name: "later", stages: [] })
    assert.deepStrictEqual(faultList(run), ["UnknownVersion version"])
    assert.deepStrictEqual(messages(run), ["version: 2 is not known; this library reads version 1"])
    assert.match(messages(build({ version: "1" }))[0]!, /"1" is not known/)
    assert.deepStrictEqual(messages(build(edited(parity, (d) => void delete d.version))), ["version: Missing key"])
    assert.deepStrictEqual(faultList(build({ ...Workflow.describe(parity), version: undefined })), [
      "UnknownVersion version"
    ])
    const inner = build(edited(nested, (d) => set(d.steps![1]!.workflow, "version", 0)))
    assert.deepStrictEqual(faultList(inner), ["UnknownVersion steps[1].workflow.version"])
  })

  it("S28: a stream the registry does not have", () => {
    const { Split: _, ...others } = registry
    const run = build(Workflow.describe(parity), others)
    assert.deepStrictEqual(faultList(run), ["UnknownStream split"])
    assert.deepStrictEqual(messages(run), [
      "split: no stream \"Split\"; the registry has: range, Relay, Countdown, Scale, toArray"
    ])
    assert.match(messages(build(Workflow.describe(parity), {}))[0]!, /no stream "range"; the registry has: none/)
    const { Relay: __, ...noRelay } = registry
    assert.deepStrictEqual(faultList(build(Workflow.describe(nested), noRelay)), [
      "UnknownStream relays/a",
      "UnknownStream relays/b"
    ])
  })

  it("S28: what every object has is no stream of a registry", () => {
    for (const stream of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      const run = build(edited(parity, (d) => set(d.steps![1], "stream", stream)))
      assert.deepStrictEqual(faultList(run), ["UnknownStream split"])
    }
  })

  it("S28: a registry entry that is no stream", () => {
    const run = build(Workflow.describe(parity), { ...registry, Split: undefined, "odds": 5 })
    assert.deepStrictEqual(faultList(run).filter((fault) => fault.startsWith("NotAStream")), [
      "NotAStream split",
      "NotAStream odds"
    ])
    assert.throws(build(Workflow.describe(parity), null as never), /the registry is null; give an object of streams/)
  })

  it("S28: ports that are not those of the stream, told once", () => {
    const run = build(edited(parity, (d) => {
      set(d.steps![1], "out", ["even", "uneven"])
      set(d.edges![2], "from", "split.uneven")
    }))
    assert.deepStrictEqual(faultList(run), ["PortMismatch split"])
    assert.deepStrictEqual(messages(run), [
      "split: described with inlets: n; outlets: even, uneven; Split has inlets: n; outlets: even, odd"
    ])
    const swapped = build(edited(parity, (d) => {
      set(d.steps![1], "in", [])
      set(d.steps![1], "out", ["even", "odd", "n"])
    }))
    assert.deepStrictEqual(faultList(swapped), ["PortMismatch split", "WrongDirection split.n"])
  })

  it("S28: ports in another order are the same ports", () => {
    const built = build(edited(parity, (d) => set(d.steps![1], "out", ["odd", "even"])))()
    assert.deepStrictEqual(Workflow.describe(built), Workflow.describe(parity))
  })

  it("S28: ports that are not those of the nested workflow", () => {
    const run = build(edited(nested, (d) => set(d.steps![1], "out", ["m", "more"])))
    assert.deepStrictEqual(faultList(run), ["PortMismatch relays"])
  })

  it("S28: an unknown port, and an unknown step", () => {
    const run = build(edited(parity, (d) => {
      set(d.edges![2], "from", "split.uneven")
      set(d.edges![1], "to", "nowhere.value")
    }))
    assert.deepStrictEqual(faultList(run), [
      "UnknownStep nowhere.value",
      "UnknownPort split.uneven",
      "UnconnectedPort split.odd",
      "UnconnectedPort evens.value"
    ])
    assert.strictEqual(messages(run)[0], "nowhere.value: no step \"nowhere\"; the steps are: range, split, evens, odds")
  })

  it("S28: names that objects and handles have already", () => {
    for (const port of ["pipe", "then", "toJSON", "constructor", "__proto__", "toString"]) {
      const run = build(edited(parity, (d) => {
        set(d.edges![1], "from", `split.${port}`)
        set(d.edges![2], "to", `odds.${port}`)
      }))
      assert.sameMembers(faultList(run).filter((fault) => fault.startsWith("Unknown")), [
        `UnknownPort split.${port}`,
        `UnknownPort odds.${port}`
      ])
    }
    for (const step of ["constructor", "__proto__", "toString"]) {
      const run = build(edited(parity, (d) => set(d.edges![1], "from", `${step}.even`)))
      assert.include(faultList(run), `UnknownStep ${step}.even`)
    }
    const proto = build(edited(parity, (d) => {
      set(d.steps![1], "name", "__proto__")
      set(d.edges![0], "to", "__proto__.n")
      set(d.edges![1], "from", "__proto__.even")
      set(d.edges![2], "from", "__proto__.odd")
    }))
    assert.deepStrictEqual(faultList(proto), ["ReservedName __proto__"])
    const open = build(edited(relays, (d) => set(d.in, "__proto__", ["a.n"])))
    assert.deepStrictEqual(faultList(open), ["ReservedName __proto__"])
  })

  it("S28: steps named like what objects have, where that is allowed", () => {
    const workflow = Workflow.make("w", { constructor: registry.range, toString: all }, (s) => {
      s.constructor.pipe(s.toString)
    })
    assert.deepStrictEqual(resultsOf(again(workflow)), { toString: [0, 1, 2, 3, 4, 5] })
  })

  it("S28: a step name with a dot still has its edges", () => {
    const run = build(edited(parity, (d) => {
      set(d.steps![2], "name", "the.evens")
      set(d.edges![1], "to", "the.evens.value")
    }))
    assert.deepStrictEqual(faultList(run), ["ReservedName the.evens"])
  })

  it("S28: two steps of one name", () => {
    const run = build(edited(parity, (d) => d.steps!.push(d.steps![1]!)))
    assert.deepStrictEqual(faultList(run), ["RepeatedName split"])
  })

  it("S28: what wiring finds: twice the same edge, cycles, capacities, feedback to nowhere, empty open ports", () => {
    assert.deepStrictEqual(faultList(build(edited(parity, (d) => d.edges!.push(d.edges![1]!)))), [
      "DuplicateEdge split.even evens.value"
    ])
    assert.deepStrictEqual(faultList(build(edited(looping, (d) => void delete d.edges![0]!.feedback))), [
      "UndeclaredCycle countdown.again"
    ])
    assert.deepStrictEqual(faultList(build(edited(parity, (d) => set(d, "capacity", 0.5)))), ["InvalidCapacity "])
    assert.deepStrictEqual(faultList(build(edited(looping, (d) => set(d.edges![0], "capacity", 1)))), [
      "InvalidCapacity countdown.again countdown.n"
    ])
    assert.deepStrictEqual(faultList(build(edited(parity, (d) => set(d.edges![0], "feedback", true)))), [
      "FeedbackWithoutCycle range.value split.n"
    ])
    assert.include(faultList(build(edited(relays, (d) => set(d.in, "n", [])))), "InvalidTarget n")
  })

  it("S28: what wiring finds in a nested workflow, once, with its path", () => {
    const run = build(edited(nested, (d) => {
      const inner = d.steps![1]!.workflow!
      set(inner.out, "m", ["a.m", "b.x"])
      inner.edges!.push(
        { from: "a.m", to: "b.n", capacity: 1 } as never,
        { from: "b.m", to: "a.n", capacity: 1 } as never
      )
    }))
    assert.deepStrictEqual(faultList(run), ["UnknownPort relays/b.x", "UndeclaredCycle relays/a.m relays/b.m"])
    assert.match(messages(run)[0]!, /^in relays: b\.x: no such port/)
  })

  it("S28: open ports that the options do not say, or say otherwise", () => {
    const described = Workflow.describe(relays)
    const open = (options: Workflow.OpenSchemas<{}, {}>) => () => Workflow.fromDescription(described, registry, options)
    assert.deepStrictEqual(faultList(open({})), ["PortMismatch n", "PortMismatch m"])
    assert.deepStrictEqual(faultList(open({ in: { x: Schema.Int, n: Schema.Int }, out: { m: Schema.Int } })), [
      "PortMismatch x"
    ])
    const run = open({ in: { n: Schema.String }, out: { m: Schema.Literal(1) } })
    assert.deepStrictEqual(faultList(run), ["PortMismatch n", "PortMismatch m"])
    assert.match(messages(run)[0]!, /^open port "n": what the options say goes in does not fit the inlet: /)
  })

  it("S28: a description that contains itself", () => {
    const description: Record<string, unknown> = { ...Workflow.describe(nested) }
    description.steps = Workflow.describe(nested).steps.map((step) =>
      step.workflow === undefined ? step : { ...step, workflow: description }
    )
    assert.deepStrictEqual(messages(build(description)), ["steps[1].workflow: contains itself"])
  })

  it("S28: a registry or options that are none", () => {
    const described = Workflow.describe(relays)
    const from = untyped(Workflow.fromDescription)
    assert.throws(() => from(described, []), /the registry is an array; give an object of streams by name$/)
    assert.throws(() => from(described, new Map()), /the registry is an instance of Map; give an object of streams/)
    assert.throws(() => from(described), /the registry is undefined; give an object of streams by name$/)
    assert.throws(() => from(described, registry, 5), /the options are 5; give a record, as \{ in, out \}$/)
    assert.throws(() => from(described, registry, null), /the options are null; give a record/)
    assert.throws(() => from(described, registry, { inn: {} }), /no such option: inn; the options are in, out$/)
  })

  it("S28: a text with a byte order mark is read", () => {
    const built = Workflow.fromDescription(`\uFEFF${JSON.stringify(Workflow.describe(nested))}`, registry)
    assert.deepStrictEqual(Workflow.describe(built), Workflow.describe(nested))
  })

  it("S28: what throws when it is read, where it was", () => {
    const thrower = (object: object, key: string) =>
      Object.defineProperty(object, key, {
        enumerable: true,
        get() {
          throw new Error("boom")
        }
      })
    const described = () => JSON.parse(JSON.stringify(Workflow.describe(nested)))
    assert.deepStrictEqual(messages(build(thrower(described(), "name"))), [
      "description: reading it throws Error: boom"
    ])
    const step = described()
    thrower(step.steps[1], "stream")
    assert.deepStrictEqual(messages(build(step)), ["steps[1]: reading it throws Error: boom"])
    const open = described()
    thrower(open.steps[1].workflow.in.n, "0")
    assert.include(messages(build(open)), "steps[1].workflow.in.n: reading it throws Error: boom")
  })

  it("S28: thousands of workflows inside one another", () => {
    let description: object = Workflow.describe(relays)
    for (let depth = 0; depth < 3000; depth++) {
      description = {
        version: 1,
        name: `n${depth}`,
        capacity: 1,
        steps: [{ name: "s", stream: "any", in: ["n"], out: ["m"], workflow: description }],
        edges: [],
        in: { n: ["s.n"] },
        out: { m: ["s.m"] }
      }
    }
    assert.deepStrictEqual(messages(build(description)), [
      "steps[0].workflow: more than 256 workflows inside one another; give a flatter graph"
    ])
  })

  it("S28: optional ports may stay unconnected, and are listed", () => {
    const Lazy = Stream.make("Lazy", { in: { n: Port.optional(Schema.Int) }, *run() {} })
    const workflow = Workflow.make("w", { lazy: Lazy }, () => {})
    const built = again(workflow, { Lazy })
    assert.deepStrictEqual(resultsOf(built), {})
  })
})

describe("S28: all faults of a description at once", () => {
  const broken = edited(nested, (d) => {
    set(d, "version", 9)
    set(d.steps![0], "stream", "Ranges")
    set(d.steps![1]!.workflow!.steps![0], "stream", "Rely")
    set(d.steps![2], "in", ["x"])
    set(d.edges![0], "from", "range.values")
    set(d.edges![1], "from", "relay.m")
    d.edges!.push(d.edges![2]!)
  })

  it("S28: in one report, the same each time", () => {
    const faults = [
      "UnknownVersion version",
      "UnknownStream range",
      "UnknownStream relays/a",
      "PortMismatch scale",
      "UnknownStep relay.m",
      "UnknownPort range.values",
      "UnknownPort scale.n",
      "UnconnectedPort relays.m",
      "DuplicateEdge scale.m all.value"
    ]
    assert.sameMembers([...faultList(build(broken))], faults)
    assert.deepStrictEqual(faultsOf(build(broken)), faultsOf(build(JSON.stringify(broken))))
  })
})
