/**
 * S27 for loops of any shape: everything that goes round is processed, whatever the capacities, the schedule and the way
 * the steps work, and then the loop ends by itself. Compared with a list of work that is worked off.
 */
import { type In, type Out, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { between, property, settle } from "../fixtures-ports.ts"
import { randomFrom } from "../fixtures.ts"

const Token = Schema.Struct({ id: Schema.Int, hops: Schema.Int })
type Token = typeof Token.Type

/** How a step takes its elements. */
const ways = ["forEach", "workers", "pop", "forEachUpTo", "popUpTo", "select", "peek", "children"] as const
/** What a step does with an element before it passes it on. */
const works = ["none", "yields", "sleeps", "both"] as const

interface LoopStep {
  readonly inlets: number
  readonly outlets: number
  readonly way: typeof ways[number]
  readonly work: typeof works[number]
  readonly nested: boolean
}

interface LoopEdge {
  readonly from: readonly [step: number, outlet: number]
  readonly to: readonly [step: number, inlet: number]
  readonly feedback: boolean
  readonly capacity: number
  readonly first: ReadonlyArray<Token>
}

interface LoopPlan {
  readonly steps: ReadonlyArray<LoopStep>
  readonly edges: ReadonlyArray<LoopEdge>
  readonly sources: ReadonlyArray<{ readonly to: readonly [number, number]; readonly tokens: ReadonlyArray<Token> }>
  /** What a step gives for an element: its outlets, in the order of pushing. */
  readonly route: (step: number, inlet: number, token: Token) => ReadonlyArray<readonly [outlet: number, token: Token]>
}

// A number in [0, 1) that depends on nothing but its arguments.
const dice = (...numbers: ReadonlyArray<number>): number =>
  randomFrom(numbers.reduce((hash, n) => Math.imul(hash ^ n, 0x01000193) >>> 0, 0x811c9dc5))()

const planOf = (seed: number, small: boolean): LoopPlan => {
  const random = randomFrom(seed)
  const below = (n: number) => Math.floor(random() * n)
  const oneOf = <A>(all: ReadonlyArray<A>): A => all[below(all.length)]!
  const steps = Array.from({ length: 1 + below(4) }, (): LoopStep => ({
    inlets: 1 + below(2),
    outlets: 1 + below(2),
    way: oneOf(ways),
    work: oneOf(works),
    nested: random() < 0.4
  })).map((step): LoopStep =>
    step.inlets > 1
      ? { ...step, way: "select" }
      // A peeked element is on two edges while it is passed on.
      : small && step.way === "peek"
      ? { ...step, way: "pop" }
      : step
  )
  const count = steps.length
  const hops = 1 + below(6)
  const most = small ? 1 : 2
  const drop = random() * 0.5
  const route: LoopPlan["route"] = (step, inlet, token) => {
    if (token.hops >= hops) return []
    const outputs = 1 + Math.floor(dice(seed, step, inlet, token.id, token.hops, 1) * most)
    return Array.from({ length: outputs }, (_, n) => n).flatMap((n) => {
      if (dice(seed, step, token.id, token.hops, n, 2) < drop) return []
      const outlet = Math.floor(dice(seed, step, token.id, token.hops, n, 3) * steps[step]!.outlets)
      return [[outlet, { id: token.id * 2 + n, hops: token.hops + 1 }] as const]
    })
  }
  const pairs = new Set<string>()
  const edges: Array<LoopEdge> = []
  const connect = (from: number, to: number, feedback: boolean) => {
    const edge = {
      from: [from, below(steps[from]!.outlets)] as const,
      to: [to, below(steps[to]!.inlets)] as const,
      feedback,
      capacity: 1 + below(3),
      first: feedback && random() < 0.2 ? [{ id: 7, hops: below(2) }] : []
    }
    const pair = `${edge.from.join()} ${edge.to.join()}`
    // Where nothing may be multiplied, an outlet has one edge within the loop.
    if (pairs.has(pair) || small && edges.some((other) => other.from.join() === edge.from.join())) return
    pairs.add(pair)
    edges.push(edge)
  }
  for (let step = 1; step < count; step++) connect(step - 1, step, false)
  // The outlet that the chain left may be taken; at least one edge leads back in any case.
  for (let extra = below(3); extra > 0; extra--) {
    const from = below(count)
    connect(from, Math.min(count - 1, from + 1 + below(2)), false)
  }
  for (let back = 1 + below(3); back > 0; back--) {
    const to = below(count)
    connect(to + below(count - to), to, true)
  }
  const chained = (from: number, to: number) => {
    for (let step = from; step < to; step++) {
      if (!edges.some((edge) => !edge.feedback && edge.from[0] === step && edge.to[0] === step + 1)) return false
    }
    return true
  }
  const legal = edges.filter((edge) => edge.feedback ? chained(edge.to[0], edge.from[0]) : edge.from[0] < edge.to[0])
  const sources = Array.from({ length: 1 + below(2) }, (_, index) => {
    const to = below(count)
    return {
      to: [to, below(steps[to]!.inlets)] as const,
      tokens: Array.from({ length: below(small ? 3 : 5) }, (_, n) => ({ id: index * 10 + n, hops: 0 }))
    }
  })
  return { steps, edges: legal, sources, route }
}

/** What every step is to process, worked off from a list, as sorted texts. */
const expectedOf = ({ edges, route, sources }: LoopPlan): ReadonlyArray<string> => {
  const work = [
    ...sources.flatMap(({ to, tokens }) => tokens.map((token) => ({ to, token }))),
    ...edges.flatMap(({ first, to }) => first.map((token) => ({ to, token })))
  ]
  const processed: Array<string> = []
  for (const { to: [step, inlet], token } of work) {
    processed.push(textOf(step, inlet, token))
    for (const [outlet, next] of route(step, inlet, token)) {
      for (const edge of edges) {
        if (edge.from[0] === step && edge.from[1] === outlet) work.push({ to: edge.to, token: next })
      }
    }
  }
  return processed.sort()
}

const textOf = (step: number, inlet: number, token: Token) => `${step}.${inlet}: ${token.id} after ${token.hops}`

const portNames = (name: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)

const workOn = (kind: LoopStep["work"], step: number, token: Token): Effect.Effect<void> => {
  const amount = Math.floor(dice(step, token.id, token.hops, 4) * 4)
  const yields = Effect.asVoid(Effect.replicateEffect(Effect.yieldNow, amount))
  const sleeps = Effect.sleep(amount * 100)
  return kind === "none"
    ? Effect.void
    : kind === "yields"
    ? yields
    : kind === "sleeps"
    ? sleeps
    : Effect.andThen(yields, sleeps)
}

type Ins = Readonly<Record<string, In<Token>>>
type Outs = Readonly<Record<string, Out<Token>>>

const streamOf = (plan: LoopPlan, index: number) => {
  const step = plan.steps[index]!
  const inlets = portNames("in", step.inlets)
  const outlets = portNames("out", step.outlets)
  const ports = (names: ReadonlyArray<string>) =>
    Object.fromEntries(names.map((name) => [name, Port.optional(Token)] as const))

  const run = (ins: Ins, outs: Outs): Effect.Effect<void, unknown, Scope.Scope> => {
    const inlet = ins.in0!
    const passOn = (from: number, token: Token) =>
      Effect.forEach(
        plan.route(index, from, token),
        ([outlet, next]) => outs[`out${outlet}`]!.push(next),
        { discard: true }
      )
    const seen = (from: number, token: Token) =>
      Effect.andThen(outs.seen!.push({ ...token, id: token.id * 2 + from }), passOn(from, token))
    const one = (token: Token, from = 0) => Effect.andThen(workOn(step.work, index, token), seen(from, token))
    const forever = <R>(next: Effect.Effect<void, unknown, R>) => Effect.forever(next, { disableYield: true })
    switch (step.way) {
      case "forEach":
        return inlet.forEach((token) => one(token))
      case "workers":
        return inlet.forEach((token) => one(token), { concurrency: 3 })
      case "pop":
        return forever(Effect.flatMap(inlet.pop, (token) => one(token)))
      case "forEachUpTo":
        return inlet.forEachUpTo(2, (tokens) => Effect.forEach(tokens, (token) => one(token)))
      case "popUpTo":
        return forever(
          Effect.flatMap(inlet.popUpTo(3), (tokens) => Effect.forEach(tokens, (token) => one(token), { discard: true }))
        )
      case "peek":
        return forever(
          Effect.flatMap(inlet.peek, (token) => Effect.andThen(one(token), inlet.pop))
        )
      case "children": {
        const children: Array<Fiber.Fiber<void>> = []
        const next = Effect.flatMap(
          inlet.pop,
          (token) => Effect.map(Effect.forkScoped(one(token)), (child) => void children.push(child))
        )
        return Effect.catch(forever(next), () => Effect.asVoid(Fiber.awaitAll(children)))
      }
      case "select":
        return forever(Effect.flatMap(Port.select(ins), ({ _tag, value }) => one(value, Number(_tag.slice(2)))))
    }
  }
  return Stream.make(`Step${index}`, {
    in: ports(inlets),
    out: { ...ports(outlets), seen: Port.optional(Token) },
    // The ports are those of the names above, and Done is all that the effect fails with.
    run: (ins, outs) => run(ins as unknown as Ins, outs as unknown as Outs) as Effect.Effect<void, never, Scope.Scope>
  })
}

type Open = Readonly<Record<string, unknown>>
type LooseOutlet = { pipe(to: unknown, options?: Workflow.PipeOptions<Token>): void }
type LooseHandles = Readonly<Record<string, Readonly<Record<string, LooseOutlet>>>>

// Names and numbers of ports are known only when this runs, and all ports carry tokens.
const makeWorkflow = Workflow.make as unknown as (
  name: string,
  steps: Readonly<Record<string, unknown>>,
  wire: (handles: LooseHandles) => void | { readonly in: Open; readonly out: Open }
) => Workflow.Workflow<{}, {}, Record<string, ReadonlyArray<Token>>>

const nestedStep = (plan: LoopPlan, index: number) =>
  makeWorkflow(`nested${index}`, { inner: streamOf(plan, index) }, ({ inner }) => {
    const open = (names: ReadonlyArray<string>) => Object.fromEntries(names.map((name) => [name, inner![name]]))
    const { inlets, outlets } = plan.steps[index]!
    return { in: open(portNames("in", inlets)), out: open([...portNames("out", outlets), "seen"]) }
  })

/** The workflow of a plan, its edges with the capacities of the plan, and those that lead back with room for `round`. */
const workflowOf = (plan: LoopPlan, round: number, everywhere?: number) => {
  const steps: Record<string, unknown> = {}
  for (const [index, step] of plan.steps.entries()) {
    steps[`s${index}`] = step.nested ? nestedStep(plan, index) : streamOf(plan, index)
    steps[`seen${index}`] = Sink.toArray(Token)
  }
  for (const [index, { tokens }] of plan.sources.entries()) steps[`source${index}`] = Source.fromIterable(Token, tokens)
  return makeWorkflow("loop", steps, (handles) => {
    for (const [index, { to: [step, inlet] }] of plan.sources.entries()) {
      handles[`source${index}`]!.value!.pipe(handles[`s${step}`]![`in${inlet}`], { capacity: everywhere ?? 2 })
    }
    for (const index of plan.steps.keys()) handles[`s${index}`]!.seen!.pipe(handles[`seen${index}`])
    for (const { capacity, feedback, first, from, to } of plan.edges) {
      handles[`s${from[0]}`]![`out${from[1]}`]!.pipe(
        handles[`s${to[0]}`]![`in${to[1]}`],
        feedback
          ? { capacity: everywhere ?? round, feedback: { first } }
          : { capacity: everywhere ?? capacity }
      )
    }
  })
}

const check = (plan: LoopPlan, capacity?: number) =>
  Effect.gen(function*() {
    const expected = expectedOf(plan)
    const workflow = workflowOf(plan, expected.length + 1, capacity)
    const running = yield* Workflow.launch(workflow)
    const fiber = yield* Effect.forkScoped(running.await)
    for (let left = 2 * expected.length + 4; left > 0 && fiber.pollUnsafe() === undefined; left--) {
      yield* settle
      yield* TestClock.adjust("1 second")
    }
    yield* settle
    const { edges, steps } = yield* running.snapshot
    if (fiber.pollUnsafe() === undefined) {
      assert.fail(`does not end: ${JSON.stringify({ plan, edges, steps }, null, 1)}`)
    }
    const results = yield* Fiber.join(fiber)
    const processed = plan.steps.flatMap(({ inlets }, step) =>
      results[`seen${step}`]!.map(({ hops, id }) => textOf(step, inlets > 1 ? id % 2 : 0, { hops, id: id >> 1 }))
    )
    assert.deepStrictEqual(processed.sort(), expected)
    assert.isTrue(steps.every(({ status }) => status === "completed"))
    assert.isTrue(edges.every(({ discarded, size, state }) => state === "Completed" && size === 0 && discarded === 0))
  })

describe("loops of any shape", () => {
  property(
    "S27: work that multiplies, with room for all of it on the edges that lead back",
    { seed: between(0, 1_000_000) },
    ({ seed }) => check(planOf(seed, false)),
    { runs: 300 }
  )

  property(
    "S27: small capacities, and never more going round than they hold",
    { seed: between(0, 1_000_000), spare: between(0, 2) },
    ({ seed, spare }) => {
      const plan = planOf(seed, true)
      const started = [...plan.sources.map(({ tokens }) => tokens), ...plan.edges.map(({ first }) => first)].flat()
      return check(plan, Math.max(1, started.length) + spare)
    },
    { runs: 300 }
  )
})
