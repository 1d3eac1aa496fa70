import { assert, describe } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { isDoneExit, listOf, property, puppets, settle } from "../fixtures-ports.ts"

// One of these is done at a time, and then everything is let come to rest.
const Action = Schema.Struct({
  do: Schema.Literals(["push", "push", "push", "pop", "pop", "pop", "interrupt", "interrupt", "close", "end"]),
  // Which port, or which of the fibers that wait.
  at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))
})

/**
 * Two outlets and two inlets, joined each with each, and a script of pushes, pops, interruptions and ends. Whatever comes,
 * what must hold while all is at rest follows from the rules alone.
 */
describe("S2, S3, S6, S7, S10–S12: any script", () => {
  property(
    "S2, S3, S6, S7, S10–S12: at rest a fiber waits exactly when it must, and every element is somewhere exactly once",
    {
      capacities: listOf(1, 5, { minLength: 4, maxLength: 4 }),
      script: Arbitrary.array(Arbitrary.schema(Action), { minLength: 5, maxLength: 60 })
    },
    ({ capacities, script }) =>
      Effect.gen(function*() {
        const { a, b, running, x, y } = yield* puppets(["a", "b", "x", "y", "rest"], ({ a, b, rest, x, y }) => {
          a.main.pipe(x.left, { capacity: capacities[0]! })
          a.main.pipe(y.left, { capacity: capacities[1]! })
          b.main.pipe(x.left, { capacity: capacities[2]! })
          b.main.pipe(y.left, { capacity: capacities[3]! })
          // Something to live for when all others are cancelled (S16).
          a.side.pipe(rest.left)
          b.side.pipe(rest.right)
        })
        const froms = [a, b]
        const tos = [x, y]
        const pushes: Array<{ readonly from: number; readonly element: string; readonly fiber: Fiber.Fiber<void> }> = []
        const pops: Array<{ readonly to: number; readonly fiber: Fiber.Fiber<unknown, Cause.Done> }> = []
        const ended = [false, false]
        const closed = [false, false]

        const edges = Effect.map(running.snapshot, ({ edges }) => edges.slice(0, 4))
        const from = (at: number) => at < 2 ? 0 : 1
        const to = (at: number) => at % 2

        const check = Effect.gen(function*() {
          yield* settle
          const all = yield* edges
          for (const [at, edge] of all.entries()) {
            assert.isAtMost(edge.size, edge.capacity)
            assert.strictEqual(edge.pushed, edge.popped + edge.discarded + edge.size)
            assert.strictEqual(edge.state !== "Open", ended[from(at)]! || closed[to(at)]!)
          }
          for (const [at, step] of froms.entries()) {
            const open = all.filter((edge, index) => from(index) === at && edge.state === "Open")
            const full = open.some((edge) => edge.size === edge.capacity)
            assert.strictEqual(step.main.isFull, full)
            assert.strictEqual(step.main.isClosed, ended[at]! || (closed[0]! && closed[1]!))
            const waiting = pushes.filter((push) => push.from === at && push.fiber.pollUnsafe() === undefined)
            assert.isTrue(waiting.length === 0 || full, "a push waits though there is room")
          }
          for (const [at, step] of tos.entries()) {
            const mine = all.filter((_, index) => to(index) === at)
            const size = closed[at] ? 0 : mine.reduce((sum, edge) => sum + edge.size, 0)
            const done = size === 0 && mine.every((edge) => edge.state !== "Open")
            assert.strictEqual(step.left.size, size)
            assert.strictEqual(step.left.isDone, done)
            const waiting = pops.filter((pop) => pop.to === at && pop.fiber.pollUnsafe() === undefined)
            assert.isTrue(waiting.length === 0 || (size === 0 && !done), "a pop waits though it need not")
            for (const pop of pops) {
              const exit = pop.to === at ? pop.fiber.pollUnsafe() : undefined
              if (exit !== undefined && isDoneExit(exit)) assert.isTrue(done, "a pop saw the end too early")
            }
          }
          // Elements whose push is done were taken by every edge that was open, and by no other; none else was.
          const succeeded = pushes.filter((push) => {
            const exit = push.fiber.pollUnsafe()
            return exit !== undefined && Exit.isSuccess(exit)
          })
          for (const [at, edge] of all.entries()) {
            const taken = succeeded.filter((push) => push.from === from(at))
            if (edge.state !== "Cancelled") assert.strictEqual(edge.pushed, taken.length)
            else assert.isAtMost(edge.pushed, taken.length)
          }
          for (const at of [0, 1]) {
            const popped = pops.flatMap((pop) => {
              const exit = pop.to === at ? pop.fiber.pollUnsafe() : undefined
              return exit !== undefined && Exit.isSuccess(exit) ? [exit.value] : []
            })
            assert.strictEqual(new Set(popped).size, popped.length, "an element was popped twice")
            const known = new Set(succeeded.map((push) => push.element))
            assert.isTrue(
              popped.every((element) => known.has(String(element))),
              "an element came of no push that was done"
            )
            const counted = all.reduce((sum, edge, index) => to(index) === at ? sum + edge.popped : sum, 0)
            assert.strictEqual(popped.length, counted, "an element was taken off its edge and not given to anybody")
          }
        })

        let next = 0
        for (const action of script) {
          const at = action.at % 2
          if (action.do === "push") {
            if (ended[at]) continue
            const element = `${at}:${next++}`
            const step = froms[at]!
            pushes.push({ from: at, element, fiber: yield* step.start(step.main.push(element)) })
          } else if (action.do === "pop") {
            pops.push({ to: at, fiber: yield* tos[at]!.start(tos[at]!.left.pop) })
          } else if (action.do === "interrupt") {
            const waiting = [...pushes, ...pops].filter(({ fiber }) => fiber.pollUnsafe() === undefined)
            if (waiting.length > 0) yield* Fiber.interrupt(waiting[action.at % waiting.length]!.fiber)
          } else if (action.at < 3) {
            if (action.do === "close") {
              yield* tos[at]!.do(tos[at]!.left.close)
              closed[at] = true
            } else {
              // Pushes that wait at an outlet that is ended are refused, and their step with them; not here.
              if (pushes.some((push) => push.from === at && push.fiber.pollUnsafe() === undefined)) continue
              yield* froms[at]!.do(froms[at]!.main.end)
              ended[at] = true
            }
          }
          yield* check
        }
      }),
    { runs: 120, preempt: false }
  )
})
