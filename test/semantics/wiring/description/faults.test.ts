import { Port, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { faultList, faultsOf } from "../../fixtures.ts"
import { untyped } from "../loose.ts"
import {
  again,
  all,
  build,
  edited,
  looping,
  messages,
  nested,
  parity,
  registry,
  relays,
  resultsOf,
  set
} from "./graphs.ts"

describe("S28: each fault of a description", () => {
  it("S28: no JSON", () => {
    const run = build("{ \"version\": 1, ")
    assert.deepStrictEqual(faultList(run), ["InvalidDescription description"])
    assert.match(messages(run)[0]!, /^description: the string "\{ .* is not JSON: SyntaxError/)
  })

  it("S28: no description at all", () => {
    for (const input of [undefined, null, 1, [], "null", "[]", Symbol("x"), () => {}, new Map()]) {
      for (const fault of faultsOf(build(input))) assert.strictEqual(fault.kind, "InvalidDescription")
    }
    const given: ReadonlyArray<readonly [unknown, string]> = [[[], "an array"], [null, "null"], ["5", "5"]]
    for (const [input, described] of given) {
      assert.throws(build(input), /^workflow "\(description\)" has 1 fault:/)
      assert.deepStrictEqual(messages(build(input)), [
        `description: is ${described}; give what Workflow.describe gives, or its JSON text`
      ])
    }
  })

  it("S28: what does not decode, each with its path", () => {
    const run = build(edited(parity, (d) => {
      set(d, "name", 5)
      set(d, "capacity", "many")
      set(d.steps![1]!.in, 0, null)
      set(d.edges![0], "capacity", "few")
      set(d.edges![1], "to", "evens")
    }))
    assert.deepStrictEqual(messages(run), [
      "name: Expected string",
      "capacity: Expected number",
      "steps[1].in[0]: Expected string",
      "edges[0].capacity: Expected number",
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
    assert.throws(run, /^workflow "later" has 1 fault:/)
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
