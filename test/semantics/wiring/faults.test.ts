import { type In, type Out, Port, Sink, Source, Stream, Wiring, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Endless, faultList, faultsOf, Relay } from "../fixtures.ts"

const all = Sink.toArray(Schema.Int)

const Two = Stream.make("Two", {
  in: { a: Schema.Int, b: Schema.Int },
  out: { x: Schema.Int, y: Schema.Int },
  *run() {}
})

/** Handles, ports and `pipe` as JavaScript sees them: whatever is written is there. */
interface Loose {
  (to?: unknown, options?: unknown): Loose
  readonly [name: string]: Loose
}
const make = (
  steps: Readonly<Record<string, unknown>>,
  wire: (steps: Loose) => unknown = () => {},
  options?: unknown
) => Workflow.make("w", steps as {}, wire as unknown as () => void, options as {})

const messages = (build: () => unknown) => faultsOf(build).map(({ message }) => message)

describe("S28: each fault alone", () => {
  it("S28: an unconnected inlet", () => {
    assert.deepStrictEqual(faultList(() => make({ all })), ["UnconnectedPort all.value"])
    assert.match(messages(() => make({ all }))[0]!, /all\.value: nothing is piped to this inlet/)
  })

  it("S28: an unconnected outlet", () => {
    const build = () => make({ numbers: Endless })
    assert.deepStrictEqual(faultList(build), ["UnconnectedPort numbers.value"])
    assert.match(messages(build)[0]!, /numbers\.value: this outlet is piped nowhere/)
  })

  it("S28: an optional port may stay unconnected: at its end, or discarding", () => {
    const Lazy = Stream.make("Lazy", {
      in: { n: Port.optional(Schema.Int) },
      out: { m: Port.optional(Schema.Int) },
      *run({ n }, { m }) {
        yield* m.pushAll([1, 2, 3])
        return { done: n.isDone, left: n.size }
      }
    })
    const results = Effect.runSync(Workflow.run(Workflow.make("w", { lazy: Lazy }, () => {})))
    assert.deepStrictEqual(results, { lazy: { done: true, left: 0 } })
  })

  it("S28: a port that is not there, with those that are", () => {
    const build = () =>
      make({ numbers: Endless, two: Two, all }, ({ numbers, two, all }) => {
        numbers!.pipe(two!.a)
        numbers!.pipe(two!.b)
        two!.x!.pipe(all)
        two!.y!.pipe(all)
        two!.z!.pipe(all)
      })
    assert.deepStrictEqual(faultList(build), ["UnknownPort two.z"])
    assert.strictEqual(
      messages(build)[0],
      "two.z: no such port; two has inlets: a, b; outlets: x, y; if \"z\" is a field of Two, decorate it with " +
        "@In(schema) or @Out(schema)"
    )
  })

  it("S28: an inlet that is not there", () => {
    const build = () => make({ numbers: Endless }, ({ numbers }) => numbers!.pipe(numbers!.missing))
    assert.deepStrictEqual(faultList(build), ["UnknownPort numbers.missing"])
  })

  it("S28: several outlets or inlets where one would have to be meant", () => {
    const build = () =>
      make({ numbers: Endless, two: Two, all }, ({ numbers, two, all }) => {
        numbers!.pipe(two)
        two!.pipe(all)
      })
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort two", "AmbiguousPort two", "UnconnectedPort all.value"])
    const [inlets, outlets] = messages(build)
    assert.match(inlets!, /two: has several inlets \(a, b\); name one, such as two\.a/)
    assert.match(outlets!, /two: has several outlets \(x, y\); name one, such as two\.x/)
  })

  it("S28: no outlet to pipe from, no inlet to pipe to", () => {
    const build = () =>
      make({ numbers: Endless, other: Endless, all }, ({ numbers, other, all }) => {
        numbers!.pipe(all)
        all!.pipe(all)
        other!.pipe(numbers)
      })
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort all", "AmbiguousPort numbers"])
    assert.match(messages(build)[0]!, /all: has no outlet/)
    assert.match(messages(build)[1]!, /numbers: has no inlet/)
  })

  it("S28: an edge from an inlet, or to an outlet", () => {
    const build = () =>
      make({ numbers: Endless, one: all, other: all }, ({ numbers, one, other }) => {
        numbers!.pipe(one)
        one!.value!.pipe(other)
        other!.value!.pipe(numbers!.value)
      })
    assert.deepStrictEqual(faultList(build), [
      "WrongDirection one.value",
      "WrongDirection other.value",
      "WrongDirection numbers.value"
    ])
    assert.match(messages(build)[0]!, /one\.value: is an inlet; pipe from an outlet/)
    assert.match(messages(build)[2]!, /numbers\.value: is an outlet; pipe to an inlet/)
  })

  it("S28: the same pair piped twice", () => {
    const build = () =>
      Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => {
        numbers.pipe(all)
        numbers.value.pipe(all.value)
      })
    assert.deepStrictEqual(faultList(build), ["DuplicateEdge numbers.value all.value"])
    assert.match(messages(build)[0]!, /numbers\.value → all\.value: piped twice/)
  })

  it("S28: the same pair piped twice through the open ports of a nested workflow", () => {
    const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({
      in: { a: relay.n, b: relay.n },
      out: { m: relay.m }
    }))
    const build = () =>
      Workflow.make("w", { numbers: Endless, inner, all }, ({ numbers, inner, all }) => {
        numbers.pipe(inner.a)
        numbers.pipe(inner.b)
        inner.m.pipe(all)
      })
    assert.deepStrictEqual(faultList(build), ["DuplicateEdge numbers.value inner/relay.n"])
  })

  it("S28: two steps piped to one inlet, and one outlet to two, are no fault", () => {
    const workflow = Workflow.make(
      "w",
      { a: Source.range({ end: 2 }), b: Source.range({ end: 2 }), x: all, y: all },
      (s) => {
        s.a.pipe(s.x)
        s.b.pipe(s.x)
        s.a.pipe(s.y)
        s.b.pipe(s.y)
      }
    )
    const { x, y } = Effect.runSync(Workflow.run(workflow))
    assert.lengthOf(x, 4)
    assert.lengthOf(y, 4)
  })

  it("S28: an undeclared cycle, printed with its ports", () => {
    const build = () =>
      Workflow.make("w", { numbers: Endless, a: Relay, b: Relay, c: Relay }, ({ numbers, a, b, c }) => {
        numbers.pipe(a).pipe(b).pipe(c).pipe(a)
      })
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle a.m b.m c.m"])
    assert.match(messages(build)[0]!, /a\.m → b\.n → b\.m → c\.n → c\.m → a: a cycle/)
  })

  it("S28: one mistake among a hundred steps is found by the report alone", () => {
    const names = Array.from({ length: 100 }, (_, i) => `step${i}`)
    const steps = Object.fromEntries(names.map((name) => [name, Relay]))
    const build = () =>
      Workflow.make("w", { numbers: Endless, ...steps, all }, (handles) => {
        // As data would wire it: by name, the compiler seeing nothing.
        const by = handles as unknown as Record<string, { pipe: (to: unknown) => unknown; nn: unknown }>
        by["numbers"]!.pipe(by["step0"])
        for (let i = 1; i < 100; i++) by[names[i - 1]!]!.pipe(i === 57 ? by[names[i]!]!.nn : by[names[i]!])
        by["step99"]!.pipe(by["all"])
      })
    const told = messages(build)
    assert.deepInclude(
      told,
      "step57.nn: no such port; step57 has inlets: n; outlets: m; if \"nn\" is a field of Relay, decorate it with @In(schema) or @Out(schema)"
    )
    assert.lengthOf(told, 2)
    assert.match(told.find((message) => !message.startsWith("step57.nn"))!, /^step57\.n: nothing is piped/)
  })

  it("S28: a step piped to itself is a cycle too", () => {
    const build = () => Workflow.make("w", { numbers: Endless, a: Relay }, ({ numbers, a }) => numbers.pipe(a).pipe(a))
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle a.m"])
  })

  it("S28: a cycle that leads through nested workflows is found where it closes", () => {
    const inner = Workflow.make("inner", { relay: Relay }, ({ relay }) => ({ in: { n: relay.n }, out: { m: relay.m } }))
    const build = () =>
      Workflow.make(
        "w",
        { numbers: Endless, inner, b: Relay },
        ({ numbers, inner, b }) => numbers.pipe(inner).pipe(b).pipe(inner)
      )
    assert.deepStrictEqual(faultList(build), ["UndeclaredCycle inner/relay.m b.m"])
    // Two ways through one nested workflow that do not meet are none.
    const twoWays = Workflow.make("twoWays", { a: Relay, b: Relay }, ({ a, b }) => ({
      in: { an: a.n, bn: b.n },
      out: { am: a.m, bm: b.m }
    }))
    const workflow = Workflow.make(
      "w",
      { three: Source.range({ end: 3 }), twoWays, all },
      ({ three, twoWays, all }) => {
        three.pipe(twoWays.an)
        twoWays.am.pipe(twoWays.bn)
        twoWays.bm.pipe(all)
      }
    )
    assert.deepStrictEqual(Effect.runSync(Workflow.run(workflow)), { all: [0, 1, 2] })
  })

  it("S28: cycles apart from each other, and cycles that share a step, are all reported", () => {
    const build = () =>
      Workflow.make("w", { a: Relay, b: Relay, c: Relay, d: Relay }, ({ a, b, c, d }) => {
        a.pipe(b).pipe(a)
        c.pipe(d).pipe(c)
        d.pipe(d)
      })
    assert.deepStrictEqual(faultList(build), [
      "UndeclaredCycle a.m b.m",
      "UndeclaredCycle c.m d.m",
      "UndeclaredCycle d.m"
    ])
  })

  it("S28: a diamond is no cycle", () => {
    const workflow = Workflow.make("w", { three: Source.range({ end: 3 }), a: Relay, b: Relay, all }, (s) => {
      s.three.pipe(s.a).pipe(s.all)
      s.three.pipe(s.b).pipe(s.all)
    })
    assert.lengthOf(Effect.runSync(Workflow.run(workflow)).all, 6)
  })

  it("S28: a cycle of 2,000 steps is found without stack overflow", () => {
    const names = Array.from({ length: 2000 }, (_, i) => `r${i}`)
    const build = () =>
      Workflow.make("w", Object.fromEntries(names.map((name) => [name, Relay] as const)), (steps) => {
        names.forEach((name, i) => steps[name]!.pipe(steps[names[(i + 1) % names.length]!]!))
      })
    const [fault] = faultsOf(build)
    assert.strictEqual(fault!.kind, "UndeclaredCycle")
    assert.lengthOf(fault!.at, 2000)
  })

  it("S28: a step of another workflow, as the target and as the origin of an edge", () => {
    let foreign: Workflow.Handle<{ readonly n: number }, { readonly m: number }> | undefined
    Workflow.make("other", { relay: Relay }, ({ relay }) => {
      foreign = relay
      return { in: { n: relay.n }, out: { m: relay.m } }
    })
    const asTarget = () => Workflow.make("w", { numbers: Endless }, ({ numbers }) => numbers.pipe(foreign!))
    assert.deepStrictEqual(faultList(asTarget), ["ForeignStep numbers.value relay.n"])
    assert.match(messages(asTarget)[0]!, /numbers\.value: piped to relay.*, a step of another workflow/)
    const asOrigin = () => Workflow.make("w", { all }, ({ all }) => foreign!.pipe(all))
    assert.deepStrictEqual(faultList(asOrigin), ["ForeignStep relay.m all.value"])
    const asOpen = () => make({}, () => ({ in: { n: foreign!.n } }))
    assert.deepStrictEqual(faultList(asOpen), ["InvalidTarget n"])
  })

  it("S28: a step of a workflow being made around this one", () => {
    const build = () =>
      Workflow.make("outer", { numbers: Endless }, ({ numbers }) => {
        Workflow.make("inner", { all }, ({ all }) => {
          numbers.pipe(all)
        })
      })
    assert.deepStrictEqual(faultList(build), ["ForeignStep numbers.value all.value"])
  })

  it("S28: a workflow does not change once it is made: a handle that was kept refuses to pipe", () => {
    let kept: (() => unknown) | undefined
    const Aside = Stream.make("Aside", { out: { n: Port.optional(Schema.Int) }, *run() {} })
    const Into = Stream.make("Into", { in: { n: Port.optional(Schema.Int) }, *run() {} })
    const workflow = Workflow.make("w", { aside: Aside, into: Into }, ({ aside, into }) => {
      kept = () => aside.pipe(into)
    })
    assert.throws(kept!, /aside\.n: piped after its workflow was made/)
    assert.deepStrictEqual(Workflow.describe(workflow).edges, [])
  })

  it("S28: an async callback, which pipes too late, is refused at once and later", async () => {
    const late: Array<unknown> = []
    const build = () =>
      make({ numbers: Endless, all }, async ({ numbers, all }) => {
        await Promise.resolve()
        try {
          numbers!.pipe(all)
        } catch (error) {
          late.push(error)
        }
      })
    assert.deepStrictEqual(faultList(build), [
      "InvalidTarget ",
      "UnconnectedPort numbers.value",
      "UnconnectedPort all.value"
    ])
    assert.include(messages(build)[0]!, "the callback gives an instance of Promise; pipe in the callback itself")
    await Promise.resolve()
    assert.instanceOf(late[0], TypeError)
  })

  it("S28: reserved names of steps", () => {
    for (const name of ["", "a.b", "a/b", "a b", "a\tb", "__proto__"]) {
      const build = () => make(Object.fromEntries([[name, Endless]]), (steps) => ({ out: { x: steps[name].value } }))
      assert.deepStrictEqual(faultList(build), [`ReservedName ${name}`], JSON.stringify(name))
    }
  })

  it("S28: reserved names of ports", () => {
    for (
      const name of [
        "",
        "pipe",
        "run",
        "in",
        "out",
        "then",
        "constructor",
        "toJSON",
        "~x",
        "a.b",
        "a/b",
        "a b",
        "__proto__"
      ]
    ) {
      const Reserved = Stream.make("Reserved", {
        out: Object.fromEntries([[name, Port.optional(Schema.Int)]]),
        *run() {}
      })
      assert.deepStrictEqual(faultList(() => make({ reserved: Reserved })), [`ReservedName reserved.${name}`])
    }
  })

  it("S28: reserved names of open ports", () => {
    for (const name of ["pipe", "then", "", "a.b", "__proto__"]) {
      const build = () =>
        make({ numbers: Endless }, ({ numbers }) => ({ out: Object.fromEntries([[name, numbers!.value]]) }))
      assert.deepStrictEqual(faultList(build), [`ReservedName ${name}`], JSON.stringify(name))
    }
  })

  it("S28: an open inlet and an open outlet of one name", () => {
    const build = () =>
      Workflow.make("w", { relay: Relay }, ({ relay }) => ({ in: { x: relay.n }, out: { x: relay.m } }))
    assert.deepStrictEqual(faultList(build), ["RepeatedName x"])
  })

  it("S28: an inlet and an outlet of one name in one stream are refused where it is declared", () => {
    assert.throws(
      () => Stream.make("Same", { in: { n: Schema.Int }, out: { n: Schema.Int }, *run() {} }),
      /Same\.n: an inlet and an outlet of one name/
    )
    assert.throws(
      () => Stream.Class("Same", { in: { n: Schema.Int }, out: { n: Schema.Int } }),
      /Same\.n: an inlet and an outlet of one name/
    )
  })

  it("S28: a port without a schema is refused where it is declared", () => {
    for (const schema of [undefined, null]) {
      assert.throws(
        () => Stream.make("None", { in: { n: schema as unknown as typeof Schema.Int }, *run() {} }),
        /None\.n: its schema is (undefined|null)/
      )
    }
  })

  it("S28: capacities that are no whole number of elements", () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, Infinity, "10", null, {}]) {
      const edge = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all, { capacity }))
      assert.deepStrictEqual(faultList(edge), ["InvalidCapacity numbers.value all.value"], String(capacity))
      assert.include(messages(edge)[0]!, "give a whole number of elements, 1 or more")
      const whole = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all), { capacity })
      assert.deepStrictEqual(faultList(whole), ["InvalidCapacity "], String(capacity))
      const workflow = Workflow.make("w", { numbers: Endless, all }, ({ numbers, all }) => numbers.pipe(all))
      const later = () => Workflow.withCapacity(workflow, capacity as number)
      assert.deepStrictEqual(faultList(later), ["InvalidCapacity "], String(capacity))
      const single = () => Workflow.single(Relay, { capacity: capacity as number })
      assert.deepStrictEqual(faultList(single), ["InvalidCapacity "], String(capacity))
    }
  })
})

describe("S28: misuse from JavaScript", () => {
  it("S28: a step that is no stream", () => {
    class NotAStream {
      *run() {}
    }
    const cases: ReadonlyArray<readonly [unknown, string]> = [
      [undefined, "undefined"],
      [null, "null"],
      [1, "1"],
      ["text", "the string \"text\""],
      ["text".repeat(100), `the string "${"text".repeat(10)}…"`],
      [Symbol("s"), "Symbol(s)"],
      [[], "an array"],
      [{}, "an object"],
      [Object.create(null), "an object"],
      [new NotAStream(), "an instance of NotAStream"],
      [NotAStream, "the class or function NotAStream"],
      [function*() {}, "the class or function"],
      [Stream, "the class or function Stream"],
      [Effect.void, "an Effect"]
    ]
    for (const [value, described] of cases) {
      const build = () => make({ bad: value })
      assert.deepStrictEqual(faultList(build), ["NotAStream bad"], described)
      assert.include(messages(build)[0]!, `bad: is ${described}`)
      assert.include(messages(build)[0]!, "give a class that extends Stream")
    }
  })

  it("S28: an instance of a stream class is no stream", () => {
    class Count extends Stream.Class("Count", { in: { n: Schema.Int } }) {
      *run() {}
    }
    const build = () => make({ bad: new Count() })
    assert.deepStrictEqual(faultList(build), ["NotAStream bad"])
    assert.include(messages(build)[0]!, "bad: is an instance of Count, not a stream; give a class")
  })

  it("S28: a step that is no stream stays piped without more faults", () => {
    const build = () =>
      make({ numbers: Endless, bad: undefined, all }, ({ numbers, bad, all }) => numbers!.pipe(bad).pipe(all))
    assert.deepStrictEqual(faultList(build), ["NotAStream bad", "UnconnectedPort all.value"])
  })

  it("S28: piped to what is no inlet and no step, the chain goes on", () => {
    for (const target of [undefined, null, 1, "all", {}, Endless, () => {}, Symbol("s")]) {
      const build = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(target).pipe(all))
      assert.deepStrictEqual(
        faultList(build).slice(0, 1),
        ["InvalidTarget numbers.value"],
        String(typeof target)
      )
      assert.include(messages(build)[0]!, "pipe to an inlet or a step of this workflow")
    }
  })

  it("S28: piped to what is no handle, but a stream or a workflow itself", () => {
    const inner = Workflow.single(Relay)
    const build = () =>
      make({ numbers: Endless, inner }, ({ numbers, inner: handle }) => {
        numbers!.pipe(handle)
        handle!.pipe(inner)
        numbers!.pipe(Relay)
      })
    assert.deepStrictEqual(messages(build), [
      "inner.m: piped to the workflow \"Relay\"; pipe to an inlet or a step of this workflow",
      "numbers.value: piped to the stream Relay; pipe to an inlet or a step of this workflow"
    ])
  })

  it("S28: a step that is not there, told once however often it is used", () => {
    const build = () =>
      make({ numbers: Endless, all }, ({ numbers, all, missing }) => {
        numbers!.pipe(missing)
        missing!.x!.pipe(missing!.y).pipe(all)
        return { out: { x: missing!.x } }
      })
    assert.deepStrictEqual(faultList(build), ["UnknownStep missing", "UnconnectedPort all.value"])
    assert.strictEqual(messages(build)[0], "missing: no such step; the steps of \"w\" are numbers, all")
    for (const name of ["__proto__", "constructor", "toString", "", "1"]) {
      const one = () => make({ numbers: Endless }, (steps) => steps.numbers!.pipe(steps[name]))
      assert.deepStrictEqual(faultList(one), [`UnknownStep ${name}`])
    }
  })

  it("S28: a step or an open port named by a symbol", () => {
    const symbol = Symbol("s")
    assert.deepStrictEqual(faultList(() => make({ [symbol]: Relay })), ["ReservedName Symbol(s)"])
    const open = () => make({ numbers: Endless }, ({ numbers }) => ({ out: { [symbol]: numbers!.value } }))
    assert.deepStrictEqual(faultList(open), ["ReservedName Symbol(s)", "UnconnectedPort numbers.value"])
  })

  it("S28: a callback that gives something else than open ports", () => {
    const given: ReadonlyArray<readonly [() => unknown, string]> = [
      [() => 5, "5"],
      [() => "x", "the string \"x\""],
      [() => [], "an array"],
      [() => ({ ins: {}, outs: {} }), "an object with ins, outs"],
      [() => ({ in: {}, outs: {} }), "an object with in, outs"],
      [async () => {}, "an instance of Promise"],
      [function*() {}, "an instance of Generator"],
      [() => Effect.void, "an Effect"]
    ]
    for (const [wire, described] of given) {
      assert.deepStrictEqual(messages(() => make({}, wire)), [
        `the callback gives ${described}; pipe in the callback itself, and give nothing or open ports as { in, out }`
      ])
    }
    for (const nothing of [undefined, null, {}, { in: undefined, out: null }, Object.create(null)]) {
      assert.isTrue(Workflow.isWorkflow(make({}, () => nothing)))
    }
  })

  it("S28: open ports that are no record", () => {
    const ports = (open: (relay: Loose) => unknown) => () => make({ relay: Relay }, ({ relay }) => open(relay!))
    for (
      const [build, described] of [
        [ports(() => ({ in: 5 })), "5"],
        [ports(() => ({ in: "n" })), "the string \"n\""],
        [ports(({ n }) => ({ in: [n] })), "an array"],
        [ports(({ n }) => ({ in: n })), "relay.n"],
        [ports((relay) => ({ in: relay })), "relay"]
      ] as const
    ) {
      assert.deepStrictEqual(faultList(build), [
        "InvalidTarget in",
        "UnconnectedPort relay.n",
        "UnconnectedPort relay.m"
      ])
      assert.strictEqual(messages(build)[0], `open ports "in": are ${described}; give a record of ports by name`)
    }
  })

  it("S28: options of pipe that are none", () => {
    const piped = (options: unknown) => () => make({ relay: Relay }, ({ relay }) => relay!.pipe(relay, options))
    for (const options of [null, 5, "x", true, []]) {
      assert.deepStrictEqual(faultList(piped(options)), ["InvalidOptions relay.m relay.n"])
    }
    assert.match(messages(piped(5))[0]!, /^relay\.m → relay\.n: the options are 5; give a record/)
  })

  it("S28: feedback that is none", () => {
    const piped = (feedback: unknown) => () => make({ relay: Relay }, ({ relay }) => relay!.pipe(relay, { feedback }))
    for (
      const feedback of [null, 0, 1, "true", [], [1], {}, { first: 1 }, { first: "abc" }, { first: null }, () => true]
    ) {
      assert.deepStrictEqual(faultList(piped(feedback)), ["InvalidFeedback relay.m relay.n"])
    }
    assert.strictEqual(
      messages(piped({ first: 1 }))[0],
      "relay.m → relay.n: feedback {\"first\":1}; give true, or { first: [element] }"
    )
  })

  it("S28: options that no string can be made of are told all the same, in workflow and pipe", () => {
    const odd = Object.create(null)
    for (const name of ["capacity", "validate", "onDeadlock"]) {
      const faults = faultList(() => make({}, () => {}, { [name]: odd }))
      assert.deepStrictEqual(faults, [`Invalid${name[0]!.toUpperCase()}${name.slice(1)} `])
      assert.deepStrictEqual(faultList(() => make({}, () => {}, { [name]: null })), faults)
    }
    const build = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all, { capacity: odd }))
    assert.deepStrictEqual(faultList(build), ["InvalidCapacity numbers.value all.value"])
  })

  it("S28: a handle and a port can be put into a text", () => {
    make({ numbers: Endless, all }, ({ numbers, all }) => {
      assert.strictEqual(`${numbers} ${numbers!.value}`, "numbers numbers.value")
      numbers!.pipe(all)
    })
  })

  it("S28: what a callback returns from a pipe that was refused adds no fault", () => {
    const build = () => make({ numbers: Endless }, ({ numbers }) => numbers!.pipe(undefined))
    assert.deepStrictEqual(faultList(build), ["InvalidTarget numbers.value"])
  })

  it("S28: open ports that are no ports", () => {
    for (const value of [undefined, null, 1, "x", {}, []]) {
      const build = () => make({}, () => ({ in: { x: value } }))
      assert.deepStrictEqual(faultList(build), ["InvalidTarget x"], JSON.stringify(value))
    }
    const wrong = () =>
      make({ numbers: Endless, all }, ({ numbers, all }) => ({ in: { x: numbers!.value }, out: { y: all!.value } }))
    assert.deepStrictEqual(faultList(wrong), ["WrongDirection numbers.value", "WrongDirection all.value"])
    const missing = () => make({ numbers: Endless }, ({ numbers }) => ({ out: { x: numbers!.missing } }))
    assert.deepStrictEqual(faultList(missing), ["UnknownPort numbers.missing", "UnconnectedPort numbers.value"])
  })

  it("S28: a symbol is no port, on either side", () => {
    const symbol = Symbol("port") as unknown as string
    const build = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers!.pipe(all![symbol]))
    assert.deepStrictEqual(faultList(build), ["UnknownPort all[Symbol(port)]", "UnconnectedPort all.value"])
    const origin = () => make({ numbers: Endless, all }, ({ numbers, all }) => numbers![symbol]!.pipe(all))
    assert.deepStrictEqual(faultList(origin), [
      "UnknownPort numbers[Symbol(port)]",
      "UnconnectedPort numbers.value",
      "UnconnectedPort all.value"
    ])
    assert.throws(
      () => Stream.make("Declared", { in: { [symbol]: Schema.Int }, *run() {} }),
      /Symbol\(port\); give it a string/
    )
  })

  it("S28: ports and steps may have names that objects inherit", () => {
    const Odd = Stream.make("Odd", {
      in: { valueOf: Schema.Int, isPrototypeOf: Schema.Int },
      out: { hasOwnProperty: Schema.Int, toLocaleString: Schema.Int },
      run: (ins, outs) =>
        Effect.andThen(
          ins.valueOf.forEach((n) => outs.hasOwnProperty.push(n)),
          ins.isPrototypeOf.forEach((n) => outs.toLocaleString.push(n * 2))
        )
    })
    const inner = Workflow.make("inner", { valueOf: Odd }, ({ valueOf }) => ({
      in: { valueOf: valueOf.valueOf, isPrototypeOf: valueOf.isPrototypeOf },
      out: { hasOwnProperty: valueOf.hasOwnProperty, toLocaleString: valueOf.toLocaleString }
    }))
    const workflow = Workflow.make(
      "w",
      { three: Source.range({ end: 3 }), constructor: inner, toString: all, all },
      (s) => {
        s.three.pipe(s.constructor.valueOf)
        s.three.pipe(s.constructor.isPrototypeOf)
        s.constructor.hasOwnProperty.pipe(s.toString)
        s.constructor.toLocaleString.pipe(s.all)
      }
    )
    const results = Effect.runSync(Workflow.run(Workflow.withCapacity(workflow, 128)))
    assert.deepStrictEqual(Object.entries(results), [["toString", [0, 1, 2]], ["all", [0, 2, 4]]])
    assert.strictEqual(Workflow.toMermaid(workflow).split("\n")[0], "flowchart LR")
  })

  it("S28: what a callback throws is thrown as it is", () => {
    const error = new Error("mine")
    assert.throws(() =>
      make({}, () => {
        throw error
      }), error)
  })

  it("S28: a workflow with open ports that is run all the same dies with their names, and does not hang", () => {
    const open = Workflow.make("w", { relay: Relay }, ({ relay }) => ({ in: { x: relay.n }, out: { y: relay.m } }))
    const exit = Effect.runSyncExit(Workflow.run(open as unknown as Workflow.Workflow<{}, {}, unknown>))
    assert.include(String(exit), "workflow \"w\" has open ports (x, y)")
  })

  it("S28: what is no workflow is refused by what takes one", () => {
    const no = {} as Workflow.Workflow<{}, {}, unknown>
    assert.include(String(Effect.runSyncExit(Workflow.run(no))), "is not a workflow; make one with Workflow.make")
    assert.include(String(Effect.runSyncExit(Effect.scoped(Workflow.launch(no)))), "is not a workflow")
    assert.throws(() => Workflow.describe(no), /is not a workflow/)
    assert.throws(() => Workflow.toMermaid(no), /is not a workflow/)
    assert.throws(() => Workflow.withCapacity(no, 1), /is not a workflow/)
    assert.isFalse(Workflow.isWorkflow(no))
    assert.isFalse(Workflow.isWorkflow(Relay))
    assert.isTrue(Workflow.isWorkflow(Workflow.single(Relay)))
  })
})

describe("S28: a forgotten decorator", () => {
  // As compiled with define semantics: the field is there, and undefined.
  class Forgotten extends Stream {
    readonly n!: In<number>
    readonly m!: Out<number>;
    *run() {}
  }

  // As compiled without: only the type knows of the field.
  class Declared extends Stream {
    declare readonly n: In<number>
    declare readonly m: Out<number>;
    *run() {}
  }

  it("S28: is reported at wiring, naming the field, when the field is piped by name", () => {
    for (const stream of [Forgotten, Declared]) {
      const build = () =>
        Workflow.make("w", { numbers: Endless, step: stream, all }, ({ numbers, step, all }) => {
          numbers.pipe(step.n)
          step.m.pipe(all)
        })
      assert.deepStrictEqual(faultList(build), ["UnknownPort step.n", "UnknownPort step.m"])
      assert.include(
        messages(build)[0]!,
        `if "n" is a field of ${stream.name}, decorate it with @In(schema) or @Out(schema)`
      )
    }
  })

  it("S28: and when it is piped as the only port of its step", () => {
    const build = () =>
      Workflow.make(
        "w",
        { numbers: Endless, step: Forgotten, all },
        ({ numbers, step, all }) => numbers.pipe(step).pipe(all)
      )
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort step", "AmbiguousPort step", "UnconnectedPort all.value"])
    assert.include(messages(build)[0]!, "Forgotten has fields without a value (n, m): decorate a port with @In(schema)")
  })

  it("S28: a constructor that throws meanwhile does not hide the fault", () => {
    class Throws extends Stream {
      readonly n!: In<number>
      constructor() {
        super()
        throw new Error("not now")
      }
      *run() {}
    }
    const build = () =>
      Workflow.make("w", { numbers: Endless, step: Throws }, ({ numbers, step }) => numbers.pipe(step))
    assert.deepStrictEqual(faultList(build), ["AmbiguousPort step"])
  })
})

describe("S28: all faults together", () => {
  const build = () =>
    make({
      numbers: Endless,
      "a.b": Endless,
      bad: 1,
      two: Two,
      a: Relay,
      b: Relay,
      lonely: all,
      twice: all,
      slow: all
    }, ({ numbers, two, a, b, bad, twice, slow }) => {
      numbers!.pipe(two)
      two!.z!.pipe(a)
      a!.pipe(b).pipe(a)
      numbers!.pipe(twice)
      numbers!.pipe(twice)
      numbers!.pipe(bad).pipe(a)
      numbers!.pipe(undefined).pipe(b)
      numbers!.pipe(slow, { capacity: 0 })
      return { in: { x: numbers!.value }, out: { x: two!.x } }
    })

  it("S28: of every kind, in one report", () => {
    assert.deepStrictEqual(faultList(build), [
      "ReservedName a.b",
      "NotAStream bad",
      "AmbiguousPort two",
      "UnknownPort two.z",
      "InvalidTarget numbers.value",
      "InvalidCapacity numbers.value slow.value",
      "WrongDirection numbers.value",
      "RepeatedName x",
      "UnconnectedPort a.b.value",
      "UnconnectedPort two.y",
      "UnconnectedPort lonely.value",
      "DuplicateEdge numbers.value twice.value",
      "UndeclaredCycle a.m b.m"
    ])
  })

  it("S28: the report is a tagged error, its message a line for each fault under the workflow's name", () => {
    try {
      build()
      assert.fail("expected faults")
    } catch (error) {
      assert.instanceOf(error, Wiring.WiringError)
      assert.strictEqual(error._tag, "WiringError")
      assert.strictEqual(error.workflow, "w")
      const [head, ...lines] = error.message.split("\n")
      assert.strictEqual(head, `workflow "w" has ${error.faults.length} faults:`)
      assert.deepStrictEqual(lines, error.faults.map(({ message }) => `  - ${message}`))
    }
    assert.throws(() => make({ all }), /workflow "w" has 1 fault:/)
  })

  it("S28: nothing is constructed or run before", () => {
    let constructed = 0
    class Counts extends Stream.Class("Counts", { in: { n: Schema.Int } }) {
      constructor() {
        super()
        constructed++
      }
      *run() {}
    }
    faultsOf(() => Workflow.make("w", { counts: Counts }, () => {}))
    assert.strictEqual(constructed, 0)
  })
})

describe("S28: what JavaScript may give", () => {
  // No types, as in JavaScript.
  // oxlint-disable-next-line typescript/no-explicit-any
  const untyped = <F>(f: F) => f as any
  const make = untyped(Workflow.make)
  const stream = untyped(Stream.make)
  const run = () => Effect.void

  it.each([
    [
      "a name that is none",
      () => make(undefined, {}, () => {}),
      /Workflow\.make: the name is undefined; give a string/
    ],
    ["steps that are none", () => make("w", undefined, () => {}), /w.*: the steps are undefined; give a record/],
    ["steps in a list", () => make("w", [Relay], () => {}), /w.*: the steps are an array; give a record/],
    ["steps in a Map", () => make("w", new Map(), () => {}), /w.*: the steps are an instance of Map; give a record/],
    ["options that are none", () => make("w", {}, () => {}, null), /the options of a workflow are null; give a record/],
    ["options that are a number", () => make("w", {}, () => {}, 16), /the options of a workflow are 16; give a record/],
    ["no callback", () => make("w", { a: Relay }), /w.*: gives no function that pipes its steps/],
    ["a stream without run", () => stream("S", { in: { n: Schema.Int } }), /S.*: run is not a function/],
    [
      "a port without a schema",
      () => stream("S", { in: { n: 5 }, run }),
      /S\.n: its schema is 5; give one of effect\/Schema/
    ],
    [
      "a port named by a symbol",
      () => stream("S", { in: { [Symbol("x")]: Schema.Int }, run }),
      /S: a port is named by Symbol\(x\)/
    ],
    ["a stream to run", () => Effect.runSync(untyped(Workflow.run)(Relay)), /the stream Relay is not a workflow/]
  ])("%s", (_, build, message) => {
    assert.throws(build, message)
  })
})
