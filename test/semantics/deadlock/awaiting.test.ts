/** S24 with steps whose fibers wait for one another: the step waits for what all of them wait for. */
import { type In, type Out, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { rule, settle } from "../fixtures-ports.ts"
import { deadlockOf, waitsOf } from "./fixtures.ts"

interface Ports {
  readonly in: In<number>
  readonly out: Out<number>
}

type Way<A> = (ports: Ports) => Effect.Effect<A, unknown, Scope.Scope>

/** Two steps that wait for each other. */
const crossed = <A>(way: Way<A>) => {
  const Waiting = Stream.make("Waiting", {
    in: { n: Schema.Int, start: Schema.Int },
    out: { m: Schema.Int },
    *run({ n, start }, { m }) {
      yield* start.forEach(() => {})
      const popped = yield* way({ in: n, out: m })
      // To the end, or the other one would be stopped for want of a consumer (S16).
      yield* n.forEach(() => {})
      return popped
    }
  })
  return Workflow.make("crossed", {
    none: Source.fromIterable(Schema.Int, []),
    one: Waiting,
    other: Waiting
  }, ({ none, one, other }) => {
    none.pipe(one.start)
    none.pipe(other.start)
    one.m.pipe(other.n)
    other.m.pipe(one.n, { feedback: true })
  })
}

const pop = ({ in: port }: Ports) => port.pop

const push = ({ out }: Ports) => out.pushAll([1, 2, 3, 4, 5])

describe("fibers of a step that wait for one another", () => {
  // A loop ends by itself when nothing goes round in it, so what is deadlocked is one that is full.
  const full: Readonly<Record<string, Way<unknown>>> = {
    "Effect.all": (ports) => Effect.all([push(ports), push(ports)], { concurrency: 2 }),
    "Effect.forEach": (ports) => Effect.forEach([1, 2, 3], () => push(ports), { concurrency: "unbounded" }),
    "Effect.all, one being over": (ports) => Effect.all([push(ports), Effect.yieldNow], { concurrency: 2 }),
    "Effect.race": (ports) => Effect.race(push(ports), push(ports)),
    "Effect.raceFirst": (ports) => Effect.raceFirst(push(ports), push(ports)),
    "Fiber.join": (ports) =>
      Effect.flatMap(Effect.forkChild(push(ports), { startImmediately: true }), (fiber) => Fiber.join(fiber)),
    "Fiber.join after a while": (ports) =>
      Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(push(ports))
        yield* Effect.replicateEffect(Effect.yieldNow, 40)
        yield* Fiber.join(fiber)
      }),
    "Fiber.joinAll": (ports) =>
      Effect.gen(function*() {
        const fibers = yield* Effect.replicateEffect(Effect.forkScoped(push(ports), { startImmediately: true }), 2)
        yield* Fiber.joinAll(fibers)
      }),
    "Fiber.interrupt of one that waits for a port in its finalizer": (ports) =>
      Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(Effect.ensuring(Effect.never, push(ports)), { startImmediately: true })
        yield* Fiber.interrupt(fiber)
      })
  }
  for (const [name, way] of Object.entries(full)) {
    rule(`S24: ${name}: told when all of them wait for room`, () =>
      Effect.gen(function*() {
        const deadlock = yield* deadlockOf(Workflow.withCapacity(crossed(way), 2))
        assert.deepStrictEqual(waitsOf(deadlock), [
          "one push one.m → other.n (2 of 2)",
          "other push other.m → one.n (2 of 2)"
        ])
      }))
  }

  // Each is to pop what the other one pushes when the event has come.
  const alive: Readonly<Record<string, (ports: Ports, event: Effect.Effect<void>) => Effect.Effect<number, unknown>>> =
    {
      "Effect.all with one that waits for something else": (ports, event) =>
        Effect.map(
          Effect.all([pop(ports), Effect.andThen(event, push(ports))], { concurrency: 2 }),
          ([popped]) => popped
        ),
      "a race against something else": (ports, event) =>
        Effect.andThen(Effect.race(ports.in.peek, event), Effect.andThen(push(ports), pop(ports))),
      "a fiber that observes another one and goes on": (ports, event) =>
        Effect.gen(function*() {
          const fiber = yield* Effect.forkChild(pop(ports), { startImmediately: true })
          fiber.addObserver(() => {})
          yield* event
          yield* push(ports)
          return yield* Fiber.join(fiber)
        })
    }
  for (const [name, way] of Object.entries(alive)) {
    rule(`S24, S27: ${name} is alive`, () =>
      Effect.gen(function*() {
        const event = yield* Deferred.make<void>()
        const running = yield* Workflow.launch(crossed((ports) => way(ports, Deferred.await(event))))
        const ended = yield* Effect.forkScoped(running.await)
        yield* settle
        assert.isUndefined(ended.pollUnsafe(), "still alive")
        yield* Deferred.succeed(event, undefined)
        assert.deepStrictEqual(yield* Fiber.join(ended), { one: 1, other: 1 })
      }))
  }
})
