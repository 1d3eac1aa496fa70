/** The same by hand: three fibers on Effect's `Queue.bounded`. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Queue from "effect/Queue"
import type { Figures } from "../../suite/Case.ts"
import { Flights } from "./flight.ts"

const program = (flights: Flights, elements: number, capacity: number) =>
  Effect.gen(function*() {
    const numbers = yield* Queue.bounded<number, Cause.Done>(capacity)
    const doubled = yield* Queue.bounded<number, Cause.Done>(capacity)
    yield* Effect.forkChild(Effect.gen(function*() {
      for (let i = 0; i < elements; i++) {
        yield* flights.wait
        flights.pushing()
        yield* Queue.offer(numbers, i)
      }
      yield* Queue.end(numbers)
    }))
    yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) yield* Queue.offer(doubled, (yield* Queue.take(numbers)) * 2)
      }).pipe(Pull.catchDone(() => Queue.end(doubled)))
    )
    const arrivals = yield* Effect.forkChild(
      Effect.gen(function*() {
        while (true) {
          yield* Queue.take(doubled)
          flights.popped()
        }
      }).pipe(Pull.catchDone(() => Effect.void))
    )
    yield* Fiber.join(arrivals)
  })

export const figures: Figures<{ readonly capacity: number }> = async (elements, { capacity }) => {
  const flights = new Flights()
  await Effect.runPromise(program(flights, Flights.count(elements), capacity))
  return flights.figures
}
