/** Graphs that faults are tried in: the shapes of the acceptance cases, and resources of every kind. */
import { Junction, Port, Sink, Source, Stream, Transform, Workflow } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schema from "effect/Schema"
import * as EffectSink from "effect/Sink"
import * as EffectStream from "effect/Stream"
import { EventEmitter } from "node:events"
import type { Subject } from "./rig.ts"

export interface Graph extends Subject {
  /** Whether each step reads its inlets to their ends, by pops that depend on nothing else (S25). */
  readonly isDetermined: boolean
  /** Under how many of the schedules it is tried; under all of them unless told. */
  readonly schedules?: number
}

const Int = Schema.Int
const numbers = (count: number) => Source.range({ end: count })
const all = Sink.toArray(Int)

const Double = Stream.make("Double", {
  in: { n: Int },
  out: { doubled: Int },
  run: ({ n }, { doubled }) => n.forEach((x) => doubled.push(x * 2))
})

/** One at a time, by hand. */
const Increment = Stream.make("Increment", {
  in: { n: Int },
  out: { m: Int },
  *run({ n }, { m }) {
    while (true) yield* m.push((yield* n.pop) + 1)
  }
})

// -----------------------------------------------------------------------------
// without cycles
// -----------------------------------------------------------------------------

const chain = (capacity: number): Graph => ({
  name: `chain, capacity ${capacity}`,
  isDetermined: true,
  workflow: () =>
    Workflow.make("chain", { numbers: numbers(5), double: Double, increment: Increment, all }, (s) => {
      s.numbers.pipe(s.double).pipe(s.increment).pipe(s.all)
    }, { capacity })
})

const Fork = Stream.make("Fork", {
  in: { n: Int },
  out: { even: Int, odd: Int },
  *run({ n }, { even, odd }) {
    yield* n.forEach((x) => (x % 2 === 0 ? even : odd).push(x))
    yield* even.end
    yield* odd.push(-1)
  }
})
const Concat = Stream.make("Concat", {
  in: { first: Int, second: Int },
  out: { n: Int },
  *run({ first, second }, { n }) {
    yield* first.forEachUpTo(2, (some) => n.pushAll(some))
    while (true) yield* n.pushAll(yield* second.popUpTo(3))
  }
})
const splitJoin: Graph = {
  name: "split and join",
  isDetermined: true,
  workflow: () =>
    Workflow.make("fork", { numbers: numbers(6), fork: Fork, double: Double, concat: Concat, all }, (s) => {
      s.numbers.pipe(s.fork).even.pipe(s.double).pipe(s.concat.first)
      s.fork.odd.pipe(s.concat.second)
      s.concat.pipe(s.all)
    }, { capacity: 4 })
}

const Pair = Schema.Struct({ left: Int, right: Int })
const diamond: Graph = {
  name: "diamond",
  isDetermined: true,
  workflow: () =>
    Workflow.make("diamond", {
      numbers: numbers(4),
      increment: Increment,
      double: Double,
      zip: Junction.zip({ left: Int, right: Int }),
      pairs: Sink.toArray(Pair)
    }, (s) => {
      s.numbers.pipe(s.increment).pipe(s.zip.left)
      s.numbers.pipe(s.double).pipe(s.zip.right)
      s.zip.pipe(s.pairs)
    }, { capacity: 2 })
}

const fan: Graph = {
  name: "fan-out and fan-in",
  isDetermined: false,
  workflow: () =>
    Workflow.make("fan", { numbers: numbers(3), a: Double, b: Increment, c: Double, all }, (s) => {
      for (const relay of [s.a, s.c]) s.numbers.pipe(relay).pipe(s.all)
      s.numbers.pipe(s.b).pipe(s.all)
    }, { capacity: 1 })
}

const Gate = Stream.make("Gate", {
  in: { data: Int, open: Schema.Boolean },
  out: { passed: Int },
  *run(ins, { passed }) {
    let open = true
    while (true) {
      const next = yield* Port.select(ins)
      if (next._tag === "open") open = next.value
      else if (open) yield* passed.push(next.value)
    }
  }
})
const selecting: Graph = {
  name: "merge and select",
  isDetermined: false,
  workflow: () =>
    Workflow.make("select", {
      low: numbers(3),
      high: Source.range({ start: 10, end: 13 }),
      switches: Source.fromIterable(Schema.Boolean, new Set([true, false])),
      merge: Junction.merge({ low: Int, high: Int }),
      gate: Gate,
      all
    }, (s) => {
      s.low.pipe(s.merge.low)
      s.high.pipe(s.merge.high)
      s.merge.pipe(s.gate.data)
      s.switches.pipe(s.gate.open)
      s.gate.pipe(s.all)
    }, { capacity: 2 })
}

const packing: Graph = {
  name: "unpack and pack",
  isDetermined: true,
  workflow: () =>
    Workflow.make("repacking", {
      lists: Source.fromIterable(Schema.Array(Int), [[1, 2], [], [3]]),
      unpack: Transform.unpack(Int),
      pack: Transform.pack(Int),
      repacked: Sink.toArray(Schema.Array(Int))
    }, (s) => {
      s.lists.pipe(s.unpack)
      s.unpack.item.pipe(s.pack.item)
      s.unpack.size.pipe(s.pack.size)
      s.pack.pipe(s.repacked)
    }, { capacity: 2 })
}

const ZipThenDrain = Stream.make("ZipThenDrain", {
  in: { shorter: Int, longer: Int },
  out: { pair: Pair, rest: Int },
  *run(ins, { pair, rest }) {
    const zipped = Effect.gen(function*() {
      while (true) {
        const { longer, shorter } = yield* Port.popAll(ins)
        yield* pair.push({ left: shorter, right: longer })
      }
    })
    yield* Pull.catchDone(zipped, () => Effect.void)
    yield* ins.longer.forEach((n) => rest.push(n))
  }
})
const zipThenDrain: Graph = {
  name: "zip, then the rest",
  isDetermined: true,
  workflow: () =>
    Workflow.make("rest", {
      shorter: numbers(2),
      longer: numbers(4),
      zip: ZipThenDrain,
      pairs: Sink.toArray(Pair),
      rest: all
    }, (s) => {
      s.shorter.pipe(s.zip.shorter)
      s.longer.pipe(s.zip.longer)
      s.zip.pair.pipe(s.pairs)
      s.zip.rest.pipe(s.rest)
    }, { capacity: 1 })
}

const fused: Graph = {
  name: "stock streams, fused",
  isDetermined: true,
  workflow: () =>
    Workflow.make("fused", {
      numbers: numbers(5),
      map: Transform.map(Int, Int, (n) => n * 3),
      filter: Transform.filter(Int, (n) => n % 2 === 0),
      increment: Increment,
      tap: Transform.tap(Int, () => {}),
      flatMap: Transform.flatMap(Int, Int, (n) => [n, n, n]),
      all
    }, (s) => {
      s.numbers.pipe(s.map).pipe(s.filter).passed.pipe(s.increment).pipe(s.tap).pipe(s.flatMap).pipe(s.all)
    }, { capacity: 2 })
}

const takingEarly: Graph = {
  name: "a consumer that leaves early",
  isDetermined: false,
  workflow: () =>
    Workflow.make("early", {
      numbers: Source.range({ end: Infinity }),
      relay: Increment,
      take: Stream.make("Take", {
        in: { n: Int },
        *run({ n }) {
          yield* n.peek
          const [first] = yield* n.popUpTo(1)
          const second = yield* n.pop
          yield* n.close
          return [first, second]
        }
      })
    }, (s) => {
      s.numbers.pipe(s.relay).pipe(s.take)
    }, { capacity: 2 })
}

/** What goes wrong in the producer has done so before its consumer leaves, and its fiber ends afterwards. */
const cleaningUp: Graph = {
  name: "a consumer that leaves while its producer cleans up",
  isDetermined: false,
  workflow: () =>
    Workflow.make("cleaning", {
      numbers: numbers(5),
      relay: Stream.make("Relay", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) => Effect.ensuring(n.forEach((x) => m.push(x)), Effect.sleep("20 millis"))
      }),
      take: Stream.make("Take", {
        in: { n: Int },
        *run({ n }) {
          yield* n.pop
          yield* Effect.sleep("10 millis")
        }
      })
    }, (s) => {
      s.numbers.pipe(s.relay).pipe(s.take)
    }, { capacity: 2 })
}

const throughEffect: Graph = {
  name: "Effect streams and sinks",
  isDetermined: true,
  workflow: () =>
    Workflow.make("effects", {
      numbers: Source.fromStream(Int, EffectStream.rechunk(EffectStream.range(1, 6), 4)),
      doubled: Stream.make("Doubled", {
        in: { n: Int },
        out: { m: Int },
        run: ({ n }, { m }) => EffectStream.run(EffectStream.map(n.stream, (x) => x * 2), m.sink)
      }),
      sum: Sink.fromEffectSink(Int, EffectSink.sum)
    }, (s) => {
      s.numbers.pipe(s.doubled).pipe(s.sum)
    }, { capacity: 3 })
}

// -----------------------------------------------------------------------------
// several fibers, timers, resources
// -----------------------------------------------------------------------------

const concurrent = (unordered: boolean): Graph => ({
  name: `mapEffect, three at a time${unordered ? ", unordered" : ""}`,
  isDetermined: false,
  workflow: () =>
    Workflow.make("concurrent", {
      numbers: numbers(5),
      slow: Transform.mapEffect(Int, Int, (n) => Effect.as(Effect.sleep(10 * ((7 - n) % 4)), n), {
        concurrency: 3,
        unordered
      }),
      all
    }, (s) => {
      s.numbers.pipe(s.slow).pipe(s.all)
    }, { capacity: 2 })
})

/** Two fibers that pop, one that pushes by itself, and one in the background that only waits. */
const Crowd = Stream.make("Crowd", {
  in: { n: Int },
  out: { m: Int, beats: Int },
  *run({ n }, { beats, m }) {
    yield* Effect.forkScoped(Effect.never)
    const beat = Effect.andThen(Effect.sleep("15 millis"), Effect.suspend(() => beats.push(1)))
    const relay = n.forEach((x) => Effect.andThen(Effect.sleep("10 millis"), m.push(x)))
    yield* Effect.all([relay, relay, beat], { concurrency: 3 })
  }
})
const crowd: Graph = {
  name: "a step of many fibers",
  isDetermined: false,
  workflow: () =>
    Workflow.make("crowd", { numbers: numbers(4), crowd: Crowd, all, beats: all }, (s) => {
      s.numbers.pipe(s.crowd).m.pipe(s.all)
      s.crowd.beats.pipe(s.beats)
    }, { capacity: 1 })
}

/** What steps hold outside of Effect: listeners, timers of the process, files. */
export const held = { emitter: new EventEmitter(), timers: 0, files: 0 }

const listening: Graph = {
  name: "listeners and timers of the process",
  isDetermined: true,
  turns: 100_000,
  workflow: () =>
    Workflow.make("listening", {
      ticks: Stream.make("Ticks", {
        out: { n: Int },
        *run(_, { n }) {
          yield* Effect.acquireRelease(
            Effect.sync(() => {
              held.timers++
              return setInterval(() => held.emitter.emit("tick"), 1)
            }),
            (timer) =>
              Effect.sync(() => {
                held.timers--
                clearInterval(timer)
              })
          )
          for (let i = 0; i < 3; i++) {
            yield* Effect.callback<void>((resume) => {
              const onTick = () => resume(Effect.void)
              held.emitter.once("tick", onTick)
              return Effect.sync(() => held.emitter.off("tick", onTick))
            })
            yield* n.push(i)
          }
        }
      }),
      relay: Double,
      all
    }, (s) => {
      s.ticks.pipe(s.relay).pipe(s.all)
    }, { capacity: 1 })
}

const climbing: Graph = {
  name: "a step piped to itself",
  isDetermined: false,
  workflow: () =>
    Workflow.make("climbing", {
      zero: Source.fromIterable(Int, [0]),
      climb: Stream.make("Climb", {
        in: { x: Int },
        out: { next: Int, seen: Int },
        *run({ x }, { next, seen }) {
          while (true) {
            const n = yield* x.pop
            yield* seen.push(n)
            if (n < 3) yield* next.push(n + 1)
          }
        }
      }),
      all
    }, (s) => {
      s.zero.pipe(s.climb.x)
      s.climb.next.pipe(s.climb.x, { feedback: true })
      s.climb.seen.pipe(s.all)
    })
}

export const shapes: ReadonlyArray<Graph> = [
  chain(1),
  chain(3),
  splitJoin,
  diamond,
  fan,
  selecting,
  packing,
  zipThenDrain,
  fused,
  takingEarly,
  cleaningUp,
  throughEffect,
  concurrent(false),
  concurrent(true),
  crowd,
  listening,
  climbing
]
