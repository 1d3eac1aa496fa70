/** S24: what a deadlock says: as an error, as text, as data and as a picture. */
import { Deadlock, Junction, Sink, Source, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as EffectStream from "effect/Stream"
import { rule, settle } from "../fixtures-ports.ts"
import { Columns, deadlockOf, Drop, logged, Pair } from "./fixtures.ts"

const zip = Junction.zip({ a: Schema.Int, b: Schema.Int })

const dropping = Workflow.make("dropping", {
  numbers: Source.range({ end: 100 }),
  drop: Drop(5),
  zip,
  rows: Sink.toArray(Pair)
}, ({ drop, numbers, rows, zip }) => {
  numbers.pipe(zip.a, { capacity: 3 })
  numbers.pipe(drop, { capacity: 4 }).pipe(zip.b, { capacity: 6 })
  zip.pipe(rows)
})

describe("as an error", () => {
  rule(
    "S24: it is a defect, the only reason of the Cause, and the run can be caught by it",
    () =>
      Effect.gen(function*() {
        const exit = yield* Effect.exit(Workflow.run(dropping))
        if (Exit.isSuccess(exit)) return assert.fail("expected a failure")
        assert.deepStrictEqual(exit.cause.reasons.map(({ _tag }) => _tag), ["Die"])
        const defect = Cause.squash(exit.cause)
        assert.instanceOf(defect, Deadlock.Deadlock)
        assert.strictEqual(defect._tag, "Deadlock")
        assert.instanceOf(defect, Error)
        assert.include(Cause.pretty(exit.cause), `workflow "dropping": its steps wait only on one another`)
        // No step has failed.
        assert.isTrue(Option.isNone(Workflow.failedStep(exit.cause)))

        const caught = yield* Workflow.run(dropping).pipe(
          Effect.as("completed"),
          Effect.catchDefect((defect) =>
            defect instanceof Deadlock.Deadlock ? Effect.succeed(defect.verdict) : Effect.die(defect)
          )
        )
        assert.strictEqual(caught, "artificial")
        const told = yield* Workflow.run(dropping).pipe(
          Effect.as("completed"),
          Effect.catchCause((cause) => Effect.succeed(String(Cause.squash(cause))))
        )
        assert.include(told, "its steps wait only on one another")
        // Errors are not what it is.
        const died = yield* Effect.exit(Effect.catch(Workflow.run(dropping), () => Effect.succeed("recovered")))
        assert.isTrue(Exit.isFailure(died))
      })
  )

  rule(
    "S24: a stream and a layer of the workflow tell it too",
    () =>
      Effect.gen(function*() {
        const open = Workflow.make("open", { columns: Columns(9), zip }, ({ columns, zip }) => {
          columns.a.pipe(zip.a)
          columns.b.pipe(zip.b)
          return { out: { rows: zip.zipped } }
        }, { capacity: 2 })
        const exit = yield* Effect.exit(EffectStream.runCollect(Workflow.toStream(open)))
        assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof Deadlock.Deadlock)

        const { entries, logger } = logged()
        yield* Effect.provide(Effect.andThen(Layer.build(Workflow.layer(dropping)), settle), logger)
        assert.deepStrictEqual(entries.map(({ level }) => level), ["Error"])

        const running = yield* Workflow.launch(dropping)
        yield* Effect.exit(running.await)
        const { edges, steps } = yield* running.snapshot
        // A source may have come to its end before.
        const statuses = new Set(steps.map(({ status }) => status))
        assert.isTrue(statuses.has("interrupted") && !statuses.has("running") && !statuses.has("failed"))
        assert.deepStrictEqual([...new Set(edges.map(({ size }) => size))], [0])
      }),
    { preempt: false }
  )
})

describe("as text", () => {
  const waiting = (
    step: string,
    waitsTo: "push" | "pop",
    from: string,
    to: string,
    size: number,
    capacity: number
  ): Deadlock.Waiting => {
    const own = waitsTo === "push" ? from : to
    return { step, waitsTo, port: own.slice(own.lastIndexOf(".") + 1), from, to, size, capacity }
  }
  const artificial = new Deadlock.Deadlock({
    workflow: "sales",
    verdict: "artificial",
    cycle: [
      waiting("read", "push", "read.all", "join/zip.a", 3, 3),
      waiting("join/zip", "pop", "skip.rest", "join/zip.b", 0, 6),
      waiting("skip", "pop", "read.all", "skip.n", 0, 4)
    ],
    blocked: ["read", "join/zip", "skip"],
    advice: { from: "read.all", to: "join/zip.a", capacity: 6 },
    grown: 0
  })
  const genuine = new Deadlock.Deadlock({
    workflow: "sums",
    verdict: "true",
    cycle: [waiting("add", "pop", "zip.zipped", "add.pair", 0, 9), waiting("zip", "pop", "add.sum", "zip.b", 0, 3)],
    blocked: ["zip", "add", "all", "numbers"],
    grown: 7
  })

  it("S24: every step of the circle, its wait, how full the edge is, and what would help", () => {
    assert.strictEqual(
      artificial.message,
      [
        `workflow "sales": its steps wait only on one another, in a circle:`,
        "  - read waits for room on read.all → join/zip.a (3 of 3)",
        "  - join/zip waits for an element on skip.rest → join/zip.b (0 of 6)",
        "  - skip waits for an element on read.all → skip.n (0 of 4)",
        `  give read.all → join/zip.a a capacity of 6 or more, or make it with { onDeadlock: "grow" }`
      ].join("\n")
    )
    assert.strictEqual(
      genuine.message,
      [
        `workflow "sums": its steps wait only on one another, in a circle (edges have grown by 7 so far):`,
        "  - add waits for an element on zip.zipped → add.pair (0 of 9)",
        "  - zip waits for an element on add.sum → zip.b (0 of 3)",
        "  and 2 more steps wait for these",
        "  none of these edges is full, so no capacity helps: let a step push before it pops, or begin with an element"
      ].join("\n")
    )
    const { blocked, ...rest } = genuine
    const one = new Deadlock.Deadlock({ ...rest, blocked: blocked.slice(0, 3) })
    assert.strictEqual(one.message.split("\n")[3], "  and 1 more step waits for these")
  })

  it("S24: as data it survives JSON", () => {
    const codec = Schema.toCodecJson(Deadlock.Deadlock)
    for (const deadlock of [artificial, genuine]) {
      const text = JSON.stringify(Schema.encodeSync(codec)(deadlock))
      const again = Schema.decodeUnknownSync(codec)(JSON.parse(text))
      assert.strictEqual(again.message, deadlock.message)
      assert.deepStrictEqual(again.cycle, deadlock.cycle)
      assert.deepStrictEqual(again.blocked, deadlock.blocked)
      assert.deepStrictEqual(again.advice, deadlock.advice)
    }
  })

  it("S24: as a picture the elements' way is drawn, with what is full thick and what is empty dotted", () => {
    assert.strictEqual(
      Deadlock.toMermaid(artificial),
      [
        "flowchart LR",
        `  s0["read"]`,
        `  s1["join/zip"]`,
        `  s2["skip"]`,
        `  s0 ==>|"all → a: 3 of 3, full"| s1`,
        `  s2 -.->|"rest → b: 0 of 6"| s1`,
        `  s0 -.->|"all → n: 0 of 4"| s2`
      ].join("\n")
    )
    assert.strictEqual(
      Deadlock.toMermaid(genuine),
      [
        "flowchart LR",
        `  s0["zip"]`,
        `  s1["add"]`,
        `  s0 -.->|"zipped → pair: 0 of 9"| s1`,
        `  s1 -.->|"sum → b: 0 of 3"| s0`
      ].join("\n")
    )
  })

  it("S24: as a picture it has the names as they are, whatever Mermaid makes of their characters", () => {
    const [wait] = genuine.cycle
    const from = "a<b>&\"c\"#1.out"
    const named = new Deadlock.Deadlock({ ...genuine, cycle: [{ ...wait!, from, to: "b.in" }] })
    assert.include(Deadlock.toMermaid(named), `s0["a#lt;b#gt;#amp;#quot;c#quot;#35;1"]`)
  })

  rule("S24: of a run", () =>
    Effect.gen(function*() {
      const deadlock = yield* deadlockOf(dropping)
      assert.deepStrictEqual(deadlock.message.split("\n").filter((line) => !line.startsWith("  and ")), [
        `workflow "dropping": its steps wait only on one another, in a circle:`,
        "  - numbers waits for room on numbers.value → zip.a (3 of 3)",
        "  - zip waits for an element on drop.m → zip.b (0 of 6)",
        "  - drop waits for an element on numbers.value → drop.n (0 of 4)",
        `  give numbers.value → zip.a a capacity of 6 or more, or make it with { onDeadlock: "grow" }`
      ])
      assert.strictEqual(
        Deadlock.toMermaid(deadlock),
        [
          "flowchart LR",
          `  s0["numbers"]`,
          `  s1["zip"]`,
          `  s2["drop"]`,
          `  s0 ==>|"value → a: 3 of 3, full"| s1`,
          `  s2 -.->|"m → b: 0 of 6"| s1`,
          `  s0 -.->|"value → n: 0 of 4"| s2`
        ].join("\n")
      )
    }))
})
