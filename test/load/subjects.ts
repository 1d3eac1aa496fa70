/** Workflows of many kinds, each at random. */
import { DeadLetter, Sink, Source, Step, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import type { Ledger } from "./ledger.ts"
import { type Kind, Own } from "./outcome.ts"
import {
  climb,
  columns,
  count,
  drop,
  either,
  fused,
  Int,
  numbers,
  Pair,
  type Relay,
  relay,
  split,
  take,
  ticks,
  workers,
  zip
} from "./streams.ts"

/** A workflow that can be run. */
export type Closed = Workflow.Workflow<{}, {}, unknown, unknown>

/** One that is fed and read by hand. */
export type Open = Workflow.Workflow<{ readonly n: number }, { readonly m: number }, unknown, unknown>

export interface Subject<W = Closed> {
  readonly workflow: W
  /** How it may end by itself; not at all, if it goes on for ever. */
  readonly ends: ReadonlyArray<Kind>
  /** The results of a run that is let complete, where they are known. */
  readonly results?: unknown
}

type Make<W> = (ledger: Ledger) => Subject<W>

const capacityOf = (ledger: Ledger) => ledger.pick([1, 1, 2, 3, 8, 512])

// -----------------------------------------------------------------------------
// with open ports
// -----------------------------------------------------------------------------

const anyStep = (ledger: Ledger): Relay => ledger.pick([relay, relay, workers])(ledger)

/** Between its ports are relays of several kinds, and workflows of the same sort. */
const pipeline = (ledger: Ledger, depth: number, name = ledger.name): Open => {
  const inner = depth > 0 && ledger.below(2) === 0 ? pipeline(ledger, depth - 1, "inner") : anyStep(ledger)
  return Workflow.make(name, { first: anyStep(ledger), fused, inner, last: relay(ledger) }, (s) => {
    s.first.pipe(s.fused).pipe(s.inner, { capacity: capacityOf(ledger) }).pipe(s.last)
    return { in: { n: s.first }, out: { m: s.last } }
  }, { capacity: capacityOf(ledger) })
}

export const open: Make<Open> = (ledger) => ({ workflow: pipeline(ledger, 2), ends: [] })

// -----------------------------------------------------------------------------
// without
// -----------------------------------------------------------------------------

const chain: Make<Closed> = (ledger) => {
  const end = ledger.below(150)
  const workflow = Workflow.make(ledger.name, {
    numbers: ledger.below(4) > 0 ? numbers(ledger, end) : ticks(ledger, end % 5),
    a: relay(ledger),
    b: fused,
    c: anyStep(ledger),
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.a).pipe(s.b).pipe(s.c).pipe(s.count)
  }, { capacity: capacityOf(ledger), validate: ledger.pick(["off", "off", "sample", "always"]) })
  return { workflow, ends: ["success"] }
}

const counted: Make<Closed> = (ledger) => {
  const end = ledger.below(150)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    split: split(ledger),
    even: anyStep(ledger),
    either: either(ledger),
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.split).even.pipe(s.even).pipe(s.either.a)
    s.split.odd.pipe(s.either.b)
    s.either.pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success"], results: { count: end } }
}

const fan: Make<Closed> = (ledger) => {
  const end = ledger.below(60)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    a: anyStep(ledger),
    b: anyStep(ledger),
    c: fused,
    count: count(ledger)
  }, (s) => {
    for (const step of [s.a, s.b]) s.numbers.pipe(step).pipe(s.count)
    s.numbers.pipe(s.c).pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success"], results: { count: 3 * end } }
}

const endless: Make<Closed> = (ledger) => {
  const workflow = Workflow.make(ledger.name, {
    numbers: ledger.pick([numbers, ticks])(ledger, Infinity),
    a: anyStep(ledger),
    b: fused,
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.a).pipe(s.b).pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: [] }
}

const leaving: Make<Closed> = (ledger) => {
  const few = ledger.below(20)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, Infinity),
    a: relay(ledger),
    b: anyStep(ledger),
    take: take(ledger, few)
  }, (s) => {
    s.numbers.pipe(s.a).pipe(s.b).pipe(s.take)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success"], results: { take: few } }
}

const onDeadlock = (ledger: Ledger) => ledger.pick<"fail" | "grow">(["fail", "grow", "grow"])

/** Reads all of one column before the other; the edge for it is too small, or grows. */
const table: Make<Closed> = (ledger) => {
  const [rows, capacity] = [1 + ledger.below(40), 1 + ledger.below(10)]
  const mode = ledger.below(2) === 0 ? onDeadlock(ledger) : { grow: 1 + ledger.below(20) }
  const workflow = Workflow.make(ledger.name, {
    columns: columns(ledger, rows),
    a: relay(ledger, true),
    zip: zip(ledger),
    rows: Sink.fold(Pair, () => 0, (n) => n + 1)
  }, (s) => {
    s.columns.a.pipe(s.a, { capacity }).pipe(s.zip.a, { capacity })
    s.columns.b.pipe(s.zip.b)
    s.zip.pipe(s.rows)
  }, { onDeadlock: mode })
  // What is in the hands of the relay has no place on an edge.
  const fits = rows <= 2 * capacity
  const ends: ReadonlyArray<Kind> = mode === "grow" || fits
    ? ["success"]
    : mode === "fail" && rows > 2 * capacity + 3
    ? ["deadlock"]
    : ["success", "deadlock"]
  return { workflow, ends, results: { rows } }
}

/** One way round loses the first elements, which the other has to keep. */
const diamond: Make<Closed> = (ledger) => {
  const dropped = 1 + ledger.below(20)
  const end = dropped + ledger.below(40)
  const mode = onDeadlock(ledger)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    drop: drop(ledger, dropped),
    zip: zip(ledger),
    rows: Sink.fold(Pair, () => 0, (n) => n + 1)
  }, (s) => {
    s.numbers.pipe(s.drop).pipe(s.zip.a)
    s.numbers.pipe(s.zip.b)
    s.zip.pipe(s.rows)
  }, { capacity: ledger.pick([1, 2, 8, 64]), onDeadlock: mode })
  return { workflow, ends: mode === "grow" ? ["success"] : ["success", "deadlock"], results: { rows: end - dropped } }
}

/** Needs an element from itself before the first, which no capacity gives it. */
const waitingForItself: Make<Closed> = (ledger) => {
  const First = Transform.map(Pair, Int, ({ a }) => a)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, 1 + ledger.below(20)),
    zip: zip(ledger),
    first: First,
    beside: numbers(ledger, ledger.below(50)),
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.zip.a)
    s.zip.pipe(s.first).mapped.pipe(s.zip.b, { feedback: true })
    s.beside.pipe(s.count)
  }, { capacity: capacityOf(ledger), onDeadlock: onDeadlock(ledger) })
  return { workflow, ends: ["deadlock"] }
}

const climbing: Make<Closed> = (ledger) => {
  const [end, capacity] = [ledger.below(20), ledger.pick([1, 2, 1000])]
  const mode = onDeadlock(ledger)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    climb: climb(ledger, 5 + ledger.below(20)),
    relay: relay(ledger, true),
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.climb.n)
    s.climb.higher.pipe(s.relay).pipe(s.climb.n, { feedback: true, capacity })
    s.climb.done.pipe(s.count)
  }, { capacity: ledger.pick([1, 2, 512]), onDeadlock: mode })
  const ends: ReadonlyArray<Kind> = mode === "grow" || capacity === 1000 ? ["success"] : ["success", "deadlock"]
  return { workflow, ends, results: { count: end } }
}

/** Fails now and then before it takes the element, and begins again. */
const trying: Make<Closed> = (ledger) => {
  const end = ledger.below(30)
  const Brittle = ledger.counted(Stream.make("Brittle", {
    in: { n: Int },
    out: { m: Int },
    *run({ n }, { m }) {
      while (true) {
        const x = yield* n.peek
        if (ledger.below(10) === 0) yield* Effect.fail(new Own())
        yield* m.push(x)
        yield* n.pop
      }
    }
  }))
  const times = ledger.pick([1, 50])
  const schedule = Schedule.max([Schedule.recurs(times), Schedule.spaced(ledger.below(2))])
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    brittle: Step.retry(Brittle, schedule),
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.brittle).pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success", "own"], results: { count: end } }
}

/** Steps that may fail or take too long, and others that go on without them. */
const supervised: Make<Closed> = (ledger) => {
  const failing = ledger.counted(Stream.make("Failing", {
    in: { n: Int },
    out: { m: Int },
    *run({ n }, { m }) {
      yield* m.push(yield* n.pop)
      yield* ledger.pick([Effect.fail(new Own()), Effect.die(new Own())])
    }
  }))
  const late = ledger.counted(Stream.make("Late", {
    in: { n: Int },
    out: { m: Int },
    *run({ n }, { m }) {
      yield* n.forEach((x) => Effect.andThen(Effect.sleep(ledger.below(2)), m.push(x)))
    }
  }))
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, ledger.below(30)),
    failing: Step.onFailure(failing, ledger.pick(["complete", "ignore"])),
    late: Step.timeout(late, 1 + ledger.below(30)),
    several: Step.replicate(relay(ledger), 1 + ledger.below(4)),
    count: count(ledger)
  }, (s) => {
    for (const step of [s.failing, s.late, s.several]) s.numbers.pipe(step).pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success", "timeout"] }
}

/** What fails goes another way. */
const sorting: Make<Closed> = (ledger) => {
  const end = ledger.below(60)
  const odd = (n: number): Effect.Effect<number, Own> =>
    n % 2 === 1 ? Effect.fail(new Own()) : Effect.as(ledger.pick([Effect.void, Effect.sleep(1)]), n)
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    map: ledger.counted(Transform.mapEffect(Int, Int, odd, {
      concurrency: 1 + ledger.below(4),
      unordered: ledger.below(2) === 0,
      onError: "deadLetter"
    })),
    count: count(ledger),
    dead: Sink.fold(DeadLetter.DeadLetter, () => 0, (n) => n + 1)
  }, (s) => {
    s.numbers.pipe(s.map).mapped.pipe(s.count)
    s.map.failed.pipe(s.dead)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success"], results: { count: Math.ceil(end / 2), dead: Math.floor(end / 2) } }
}

/** Twice the same workflow inside another one, one of them between an Effect stream and a sink. */
const nested: Make<Closed> = (ledger) => {
  const end = ledger.below(60)
  const inner = pipeline(ledger, 1, "inner")
  const workflow = Workflow.make(ledger.name, {
    numbers: numbers(ledger, end),
    a: inner,
    b: inner,
    beside: Workflow.connect(inner, { in: { n: EffectStream.range(1, 40) }, out: { m: EffectSink.sum } }),
    count: count(ledger)
  }, (s) => {
    s.numbers.pipe(s.a).pipe(s.b).pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success"] }
}

const fromEffect: Make<Closed> = (ledger) => {
  const end = ledger.below(60)
  const workflow = Workflow.make(ledger.name, {
    numbers: ledger.counted(Source.fromStream(Int, EffectStream.range(1, end))),
    step: anyStep(ledger),
    count: ledger.counted(Sink.fromEffectSink(Int, EffectSink.count))
  }, (s) => {
    s.numbers.pipe(s.step).pipe(s.count)
  }, { capacity: capacityOf(ledger) })
  return { workflow, ends: ["success"], results: { count: end } }
}

const kinds = {
  chain,
  counted,
  fan,
  endless,
  leaving,
  table,
  diamond,
  waitingForItself,
  climbing,
  trying,
  supervised,
  sorting,
  nested,
  fromEffect
}

export type SubjectName = keyof typeof kinds

export const subjectNames = Object.keys(kinds) as ReadonlyArray<SubjectName> // those just named

export const subjectOf = (name: SubjectName, ledger: Ledger): Subject => kinds[name](ledger)
