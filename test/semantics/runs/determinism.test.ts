import { Port, Source, Stream, Workflow } from "@effect-mimo/core"
import * as TestScheduler from "@effect-mimo/testing/TestScheduler"
import { assert, describe, it } from "@effect/vitest"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Scheduler from "effect/Scheduler"
import * as Schema from "effect/Schema"
import { randomFrom } from "../fixtures.ts"

// Random graphs without cycles of steps that pop deterministically. Every step has one to three inlets, each with one edge
// (no fan-in), and one or two outlets, each to one or more inlets. Each notes what it pops, and so the sequence on each edge
// is known.

interface Shape {
  /** For each step the outlets (`step.outlet`) its inlets are piped from. */
  readonly inlets: ReadonlyArray<ReadonlyArray<{ readonly step: number; readonly outlet: "x" | "y" }>>
  readonly kinds: ReadonlyArray<number>
  readonly sources: ReadonlyArray<number>
}

const shapeFrom = (random: () => number): Shape => {
  const int = (max: number) => Math.floor(random() * max)
  const sources = Array.from({ length: 1 + int(3) }, () => int(40))
  const count = 2 + int(8)
  const inlets = Array.from({ length: count }, (_, index) =>
    Array.from({ length: 1 + int(3) }, () => {
      const step = int(sources.length + index)
      return { step, outlet: step >= sources.length && random() < 0.4 ? "y" as const : "x" as const }
    }))
  return { inlets, kinds: inlets.map(() => int(5)), sources }
}

type Log = Map<string, Array<number>>

const inletName = (index: number) => (["a", "b", "c"] as const)[index]!

const inlet = { a: Port.optional(Schema.Int), b: Port.optional(Schema.Int), c: Port.optional(Schema.Int) }
const outlets = { x: Port.optional(Schema.Int), y: Port.optional(Schema.Int) }

/** Steps of several kinds, each popping in an order that depends on its elements only. */
const stepOf = (
  name: string,
  kind: number,
  arity: number,
  total: boolean,
  note: (port: string, element: number) => void
) =>
  Stream.make(name, {
    in: inlet,
    out: outlets,
    *run(ins, outs) {
      const named = [ins.a, ins.b, ins.c].slice(0, arity).map((port, index) => ({ port, name: inletName(index), note }))
      if (!total) return yield* Effect.gen(() => bodyOf(kind, named, outs))
      yield* Effect.catch(Effect.gen(() => bodyOf(kind, named, outs)), () => Effect.void)
      for (const { name, port } of named) yield* port.forEach((element) => note(name, element))
    }
  })

interface Inlet {
  readonly name: string
  readonly port: Port.In<number>
  readonly note: (port: string, element: number) => void
}

const popFrom = ({ name, note, port }: Inlet) =>
  Effect.map(port.pop, (element) => {
    note(name, element)
    return element
  })

function* bodyOf(
  kind: number,
  named: ReadonlyArray<Inlet>,
  { x, y }: { readonly x: Port.Out<number>; readonly y: Port.Out<number> }
): Generator<Effect.Effect<unknown, Cause.Done>, void, never> {
  switch (kind) {
    // One of each in turn, their sum on; ends at the first end.
    case 0:
      while (true) {
        let sum = 0
        for (const inlet of named) sum += yield* popFrom(inlet)
        yield* x.push(sum)
        if (sum % 2 === 0) yield* y.push(sum)
      }
    // All together or none.
    case 1:
      while (true) {
        const all: Readonly<Record<string, number>> = yield* Port.popAll(
          Object.fromEntries(named.map(({ name, port }) => [name, port]))
        )
        for (const { name, note } of named) note(name, all[name]!)
        yield* y.push(Object.values(all).reduce((a, b) => a + b, 0))
      }
    // One inlet after the other, in batches of any size.
    case 2:
      for (const { name, note, port } of named) {
        while (!port.isDone) {
          const batch = yield* Effect.catch(port.popUpTo(3), () => Effect.succeed([] as ReadonlyArray<number>))
          for (const element of batch) note(name, element)
          yield* x.pushAll(batch)
        }
      }
      return
    // The last inlet decides how many are popped from the first.
    case 3:
      while (true) {
        const many = (yield* popFrom(named[named.length - 1]!)) % 3
        for (let i = 0; i < many; i++) yield* x.push(yield* popFrom(named[0]!))
        yield* y.push(many)
      }
    // Stops by itself, and ends one outlet before.
    default:
      for (let i = 0; i < 10; i++) {
        for (const inlet of named) yield* x.push(yield* popFrom(inlet))
        if (i === 4) yield* x.end
        if (i === 4) break
      }
      for (let i = 0; i < 3; i++) yield* y.push(i)
  }
}

/** A run of a shape: what each inlet popped, or that it can go no further for want of room (a full edge in a diamond). */
const runShape = (shape: Shape, total: boolean, capacity: number, scheduler: Scheduler.Scheduler | undefined) =>
  Effect.promise(async () => {
    const log: Log = new Map()
    const steps = Object.fromEntries([
      ...shape.sources.map((end, index) => [`s${index}`, Source.range({ end })] as const),
      ...shape.inlets.map((inlets, index) => {
        const name = `t${index}`
        return [
          name,
          stepOf(name, shape.kinds[index]!, inlets.length, total, (port, element) => {
            const key = `${name}.${port}`
            const seen = log.get(key)
            if (seen === undefined) log.set(key, [element])
            else seen.push(element)
          })
        ] as const
      })
    ])
    const nameOf = (step: number) => step < shape.sources.length ? `s${step}` : `t${step - shape.sources.length}`
    const piped = new Set<string>()
    // Handles by computed names: the types of the single steps are gone, as in JavaScript.
    const workflow = Workflow.make("random", steps as Record<string, ReturnType<typeof stepOf>>, (handles) => {
      shape.inlets.forEach((inlets, index) =>
        inlets.forEach(({ step, outlet }, at) => {
          const from = step < shape.sources.length ? "value" : outlet
          const ports = handles[nameOf(step)]! as unknown as Record<string, Workflow.Outlet<number>>
          piped.add(`${nameOf(step)}.${from}`)
          ports[from]!.pipe(handles[`t${index}`]![inletName(at)])
        })
      )
      // A source that nobody needs goes to a step's open port, so that the graph is whole.
      const open = shape.sources.flatMap((_, index) =>
        piped.has(`s${index}.value`)
          ? []
          : [[`s${index}`, (handles[`s${index}`] as unknown as Record<string, Workflow.AnyOutlet>)["value"]!] as const]
      )
      return { out: Object.fromEntries(open) }
    }, { capacity })
    const program = Effect.scoped(Effect.gen(function*() {
      const running = yield* Workflow.launch(workflow)
      for (const tap of Object.values(running.out as Readonly<Record<string, Port.In<unknown>>>)) {
        yield* Effect.forkScoped(tap.forEach(() => {}))
      }
      const ended = yield* Effect.forkScoped(running.await)
      // A graph that waits on itself for want of room never ends (S24): it is known by standing still.
      for (let still = 0, before = ""; ended.pollUnsafe() === undefined && still < 200;) {
        yield* Effect.yieldNow
        const { edges } = yield* running.snapshot
        const now = edges.map(({ popped, pushed }) => `${pushed},${popped}`).join(" ")
        still = now === before ? still + 1 : 0
        before = now
      }
      return ended.pollUnsafe()?._tag === "Success"
    }))
    const done = await Effect.runPromise(
      scheduler === undefined ? program : Effect.provideService(program, Scheduler.Scheduler, scheduler)
    )
    return { done, log }
  })

const agree = (one: ReadonlyArray<number>, other: ReadonlyArray<number>) =>
  one.slice(0, other.length).every((element, index) => element === other[index])

/** Compares the runs of a shape at several capacities and schedules with one at a large capacity. */
const compare = (seed: number, total: boolean) =>
  Effect.gen(function*() {
    const shape = shapeFrom(randomFrom(seed))
    const reference = yield* runShape(shape, total, 1000, undefined)
    assert.isTrue(reference.done, `seed ${seed}: the reference run ends`)
    let compared = 0
    for (const capacity of [1, 2, 3, 4, 5, 1000]) {
      for (
        const scheduler of [
          undefined,
          TestScheduler.shuffled(seed * 31 + capacity, { preempt: true }),
          TestScheduler.shuffled(seed * 17 + capacity, { preempt: true })
        ]
      ) {
        const { done, log } = yield* runShape(shape, total, capacity, scheduler)
        const label = `seed ${seed}, capacity ${capacity}, ${scheduler === undefined ? "default" : "random"} schedule`
        for (const port of new Set([...reference.log.keys(), ...log.keys()])) {
          const [expected, seen] = [reference.log.get(port) ?? [], log.get(port) ?? []]
          if (done && total) assert.deepStrictEqual(seen, expected, `${label}, ${port}`)
          else assert.isTrue(agree(seen, expected), `${label}, ${port}: ${seen} and ${expected}`)
        }
        if (done) compared++
      }
    }
    return compared
  })

const seeds = 20

describe("S25: determinism", () => {
  for (const from of [0, seeds, 2 * seeds]) {
    const graphs = `graphs ${from} to ${from + seeds - 1}`

    it.live(
      `S25: the sequence on every edge does not depend on capacities or scheduling, ${graphs}`,
      () =>
        Effect.gen(function*() {
          let compared = 0
          for (let seed = from; seed < from + seeds; seed++) compared += yield* compare(seed, true)
          // The rest stood still in a diamond for want of room (S24), and was compared as far as it came.
          assert.isAbove(compared, seeds * 5)
        }),
      { timeout: 60_000 }
    )

    // A step that leaves early stops those before it (S16), sooner or later: how far they came is not told, only what.
    it.live(
      `S25: nor does it where steps leave early, as far as the steps before them come, ${graphs}`,
      () =>
        Effect.gen(function*() {
          for (let seed = from; seed < from + seeds; seed++) yield* compare(seed, false)
        }),
      { timeout: 60_000 }
    )
  }

  it.live("S25: the random schedules do differ", () =>
    Effect.gen(function*() {
      const order = (seed: number) =>
        Effect.promise(() => {
          const seen: Array<string> = []
          const workflow = Workflow.make(
            "w",
            Object.fromEntries(["a", "b", "c", "d"].map((name) => [
              name,
              Stream.make(name, {
                *run() {
                  for (let i = 0; i < 5; i++) {
                    seen.push(name)
                    yield* Effect.yieldNow
                  }
                }
              })
            ])),
            () => {}
          )
          return Effect.runPromise(
            Effect.provideService(
              Effect.as(Workflow.run(workflow), seen),
              Scheduler.Scheduler,
              TestScheduler.shuffled(seed, { preempt: true })
            )
          )
        })
      const orders = new Set<string>()
      for (let seed = 0; seed < 10; seed++) orders.add((yield* order(seed)).join(""))
      assert.isAbove(orders.size, 5)
    }))
})
