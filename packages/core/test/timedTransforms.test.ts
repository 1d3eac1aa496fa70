import { Sink, Source, Step, Transform, Workflow } from "@effect-mimo/core"
import { TestScheduler, TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { format } from "effect/Formatter"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"

const Int = Schema.Int
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

/** How many seconds an element comes after the one before. */
const Pause = Int.check(Schema.isBetween({ minimum: 0, maximum: 4 }))
const Paced = Transform.mapEffect(Pause, Int, (n) => Effect.as(Effect.sleep(`${n} seconds`), n))

const arrivals = (pauses: ReadonlyArray<number>): ReadonlyArray<number> =>
  pauses.map((_, at) => pauses.slice(0, at + 1).reduce((sum, n) => sum + n, 0))

/** What comes, with the seconds after which it does. */
const stamp = <S extends Schema.Constraint>(schema: S) =>
  Transform.mapEffect(
    schema,
    Schema.Struct({ what: schema, at: Schema.Finite }),
    (what: S["Type"]) => Effect.map(Clock.currentTimeMillis, (now) => ({ what, at: now / 1000 }))
  )

const pacedGroups = (n: number, seconds: number) => {
  const group = Transform.groupedWithin(Int, n, `${seconds} seconds`)
  return Workflow.make("paced", { Paced, group, stamp: stamp(Schema.Array(Int)) }, ({ Paced, group, stamp }) => {
    Paced.pipe(group).pipe(stamp)
    return { in: { pause: Paced.value }, out: { groups: stamp.mapped } }
  })
}

const paced = (stream: ReturnType<typeof Transform.debounce<typeof Int>>) =>
  Workflow.make("paced", { Paced, stream, stamp: stamp(Int) }, ({ Paced, stamp, stream }) => {
    Paced.pipe(stream).pipe(stamp)
    return { in: { pause: Paced.value }, out: { passed: stamp.mapped } }
  })

/** It lets others have some turns, however long a sleep is: timers fire at any point of what goes on. */
const hastyClock = Effect.map(Clock.Clock, (clock): Clock.Clock =>
  Object.assign(Object.create(clock), {
    sleep: (duration: Duration.Duration) => Effect.repeat(Effect.yieldNow, { times: Duration.toSeconds(duration) * 3 })
  }))

// The types let no such text pass.
const badDurations = [0, -1, Number.NaN, "-1 second", { seconds: -1 }, "soon" as "1 second"] as const

describe("Transform.groupedWithin", () => {
  const [a, b, c, d] = [[1, 2, 3], [4, 5], [6], [7]]

  it.effect("passes on a group when it is full, and in time when it is not", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        yield* TestStream.marbles(Transform.groupedWithin(Int, 3, "4 seconds"), {
          capacity,
          inputs: { value: "(12)3-4-5---6----7|" },
          outputs: { group: "-a-----b-----c-(d|)" },
          values: { a, b, c, d }
        })
      }
    }))

  it.effect("passes on the rest at the end, drops it at a failure (S5)", () =>
    Effect.gen(function*() {
      const pairs = Transform.groupedWithin(Int, 4, "1 minute")
      yield* TestStream.marbles(pairs, { inputs: { value: "(123)--|" }, outputs: { group: "---(a|)" }, values: { a } })
      yield* TestStream.marbles(pairs, { inputs: { value: "(123)--#" }, outputs: { group: "---#" } })
      yield* TestStream.marbles(pairs, { inputs: { value: "---|" }, outputs: { group: "---|" } })
    }))

  it.effect("S2: the groups are those of the times at which elements come", () =>
    Effect.gen(function*() {
      for (const [n, seconds] of [[1, 2.5], [2, 2.5], [3, 2.5], [4, 5.5], [1000, 3.5]] as const) {
        yield* TestStream.property(pacedGroups(n, seconds), ({ inputs: { pause }, outputs: { groups } }) => {
          const times = arrivals(pause)
          const expected: Array<{ what: Array<number>; at: number }> = []
          for (let from = 0; from < pause.length;) {
            const end = times[from]! + seconds
            const within = times.findIndex((at, index) => index >= from && at > end)
            const to = Math.min(from + n, within < 0 ? pause.length : within)
            const isFull = to === from + n
            const at = isFull ? times[to - 1]! : Math.min(end, to === pause.length ? times.at(-1)! : end)
            expected.push({ what: pause.slice(from, to), at })
            from = to
          }
          assert.deepStrictEqual(groups, expected)
        }, { runs: 40 })
      }
    }))

  it.effect("S2: loses nothing where elements come just as the time is over", () =>
    Effect.gen(function*() {
      for (const n of [2, 3, 1000]) {
        yield* TestStream.property(pacedGroups(n, 2), ({ inputs: { pause }, outputs: { groups } }) => {
          assert.deepStrictEqual(groups.flatMap(({ what }) => what), pause)
          assert.isTrue(groups.every(({ what }) => what.length > 0 && what.length <= n))
        })
      }
    }))

  it.effect(
    "S2: loses nothing where the time is over in the middle of a pop, nor between copies",
    () =>
      Effect.gen(function*() {
        const elements = upTo(30)
        const inTurns = Effect.provideService(Clock.Clock, yield* hastyClock)
        const group = Transform.groupedWithin(Int, 4, "2 seconds")
        for (const grouping of [group, Step.replicate(group, 3), Step.replicate(group, 3, { ordered: true })]) {
          const workflow = Workflow.make("groups", {
            numbers: Source.fromIterable(Int, elements),
            pace: Transform.mapEffect(Int, Int, (n) => Effect.as(Effect.sleep(`${n % 3} seconds`), n)),
            grouping,
            all: Sink.fold(Schema.Array(Int), () => [] as ReadonlyArray<number>, (all, group) => [...all, ...group])
          }, ({ all, grouping, numbers, pace }) => numbers.pipe(pace).pipe(grouping).pipe(all))
          for (let capacity = 1; capacity <= 5; capacity++) {
            for (const seed of upTo(20)) {
              const run = inTurns(Workflow.run(Workflow.withCapacity(workflow, capacity)))
              const { all } = yield* TestScheduler.withSeed(run, seed, { preempt: true })
              if (grouping === group) assert.deepStrictEqual(all, elements)
              else assert.sameMembers([...all], elements)
            }
          }
        }
      }),
    20_000
  )

  it.effect("S3: holds a group, and no more, while nobody reads", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        const workflow = Workflow.make(
          "held",
          {
            numbers: Source.range({ end: Infinity }),
            group: Transform.groupedWithin(Int, 3, "1 second")
          },
          ({ group, numbers }) => ({ out: { group: numbers.pipe(group) } }),
          { capacity }
        )
        const running = yield* Workflow.launch(workflow)
        yield* TestClock.adjust("1 minute")
        yield* running.settled
        const [edge] = (yield* running.snapshot).edges
        assert.deepStrictEqual([edge?.popped, edge?.size], [3 * (capacity + 1), capacity])
        assert.deepStrictEqual(yield* running.out.group.pop, [0, 1, 2])
      }
    }))

  it.effect("S24: without a limit of time it waits for its inlet alone", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Transform.groupedWithin(Int, 3, "Infinity"))
      yield* test.in.value.offerAll([1, 2])
      yield* test.settled
      assert.deepStrictEqual(yield* test.waitingOn, ["value"])
      yield* test.in.value.offer(3)
      assert.deepStrictEqual(yield* test.out.group.take, [1, 2, 3])
    }))

  it("refuses what is no number of elements, and no time", () => {
    for (const n of [0, -1, 1.5, Number.NaN, Infinity]) {
      assert.throws(
        () => Transform.groupedWithin(Int, n, 1),
        RangeError,
        `Transform.groupedWithin: elements: ${n}; give`
      )
    }
    for (const duration of badDurations) {
      assert.throws(
        () => Transform.groupedWithin(Int, 1, duration),
        RangeError,
        `Transform.groupedWithin: duration: ${format(duration)}; give a duration longer than 0`
      )
    }
  })
})

describe("Transform.throttle", () => {
  it.effect("holds elements back, and drops none", () =>
    Effect.gen(function*() {
      for (let capacity = 1; capacity <= 5; capacity++) {
        yield* TestStream.marbles(Transform.throttle(Int, { elements: 2, per: "4 seconds" }), {
          capacity,
          inputs: { value: "(12345)-----------(67)8--|" },
          outputs: { passed: "(12)-3-4-5-----(67)-8-|" }
        })
        yield* TestStream.marbles(Transform.throttle(Int, { elements: 2, per: "4 seconds", burst: 1 }), {
          capacity,
          inputs: { value: "(123)|" },
          outputs: { passed: "1-2-(3|)" }
        })
        yield* TestStream.marbles(Transform.throttle(Int, { elements: 1, per: "2 seconds", burst: 4 }), {
          capacity,
          inputs: { value: "(12345)----6|" },
          outputs: { passed: "(1234)-5--6|" }
        })
      }
    }))

  it.effect("S2: in any time no more pass than the bucket has tokens", () =>
    Effect.gen(function*() {
      for (const [elements, seconds, burst] of [[1, 3, 1], [2, 4, 2], [2, 4, 1], [3, 1, 5], [1, 2, 3]] as const) {
        const throttle = Transform.throttle(Int, { elements, per: `${seconds} seconds`, burst })
        yield* TestStream.property(paced(throttle), ({ inputs: { pause }, outputs: { passed } }) => {
          assert.deepStrictEqual(passed.map(({ what }) => what), pause)
          for (const [first, from] of passed.entries()) {
            for (const [last, to] of passed.entries()) {
              const most = burst + (to.at - from.at) * elements / seconds
              if (last >= first) assert.isAtMost(last - first + 1, most + 0.01)
            }
          }
        }, { runs: 40 })
      }
    }))

  it.effect("S3: holds one element, and its outlet what fits", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Transform.throttle(Int, { elements: 1, per: "1 second" }), { capacity: 2 })
      yield* test.in.value.offer(0)
      const offering = yield* Effect.forkChild(test.in.value.offerAll(upTo(9)), { startImmediately: true })
      yield* TestClock.adjust("1 minute")
      assert.isUndefined(offering.pollUnsafe())
      assert.deepStrictEqual(yield* test.waitingOn, ["passed"])
      assert.deepStrictEqual(yield* test.out.passed.takeN(3), [0, 0, 1])
    }))

  it("refuses what is no rate", () => {
    for (const n of [0, -1, 1.5, Number.NaN, Infinity]) {
      const [elements, burst] = [{ elements: n, per: 1 }, { elements: 1, per: 1, burst: n }]
      assert.throws(() => Transform.throttle(Int, elements), RangeError, `Transform.throttle: elements: ${n}; give`)
      assert.throws(() => Transform.throttle(Int, burst), RangeError, `Transform.throttle: burst: ${n}; give`)
    }
    for (const per of [...badDurations, Infinity] as const) {
      const options = { elements: 1, per }
      assert.throws(() => Transform.throttle(Int, options), RangeError, `Transform.throttle: per: ${format(per)}; give`)
    }
  })
})

describe("Transform.debounce", () => {
  it.effect("passes on what is followed by nothing for a time", () =>
    Effect.gen(function*() {
      const debounce = Transform.debounce(Int, "3 seconds")
      for (let capacity = 1; capacity <= 5; capacity++) {
        yield* TestStream.marbles(debounce, {
          capacity,
          inputs: { value: "12-3----(45)|" },
          outputs: { passed: "------3--(5|)" }
        })
      }
      yield* TestStream.marbles(debounce, { inputs: { value: "1-#" }, outputs: { passed: "--#" } })
      yield* TestStream.marbles(debounce, { inputs: { value: "--|" }, outputs: { passed: "--|" } })
    }))

  it.effect("S2: what is passed on is decided by the times alone", () =>
    Effect.gen(function*() {
      for (const quiet of [0.5, 1.5, 2.5]) {
        const debounce = Transform.debounce(Int, `${quiet} seconds`)
        yield* TestStream.property(paced(debounce), ({ inputs: { pause }, outputs: { passed } }) => {
          const times = arrivals(pause)
          const expected = pause.flatMap((what, index) => {
            const [time, next] = [times[index]!, times[index + 1]]
            if (next === undefined) return [{ what, at: time }]
            return next - time > quiet ? [{ what, at: time + quiet }] : []
          })
          assert.deepStrictEqual(passed, expected)
        }, { runs: 40 })
      }
    }))

  it.effect("S3: while it waits for room, the last of what came meanwhile is next", () =>
    Effect.gen(function*() {
      const test = yield* TestStream.make(Transform.debounce(Int, "1 second"), { capacity: 3 })
      for (const n of upTo(4)) {
        yield* test.in.value.offer(n)
        yield* TestClock.adjust("1 second")
      }
      assert.deepStrictEqual(yield* test.waitingOn, ["passed"])
      yield* test.in.value.offerAll([4, 5, 6])
      assert.deepStrictEqual(yield* test.out.passed.takeN(4), upTo(4))
      yield* test.out.passed.expectNothing
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* test.out.passed.take, 6)
    }))

  it("refuses what is no time", () => {
    for (const duration of badDurations) {
      assert.throws(
        () => Transform.debounce(Int, duration),
        RangeError,
        `Transform.debounce: duration: ${format(duration)}; give`
      )
    }
  })
})
