/** Very many runs, a hundred at once, each of them judged when it has ended. */
import { Scheduling, Workflow } from "@effect-mimo/core"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Scheduler from "effect/Scheduler"
import { shuffled } from "../semantics/fixtures-ports.ts"
import { randomFrom } from "../semantics/fixtures.ts"
import { endingNames, endingOf, openEndingNames, openEndingOf } from "./endings.ts"
import { type Fault, keeping, Ledger, LedgerOf, noting } from "./ledger.ts"
import { type Kind, kindsOf } from "./outcome.ts"
import { atRest, growthOf, type Rest } from "./rest.ts"
import { open, subjectNames, subjectOf } from "./subjects.ts"

type Exits = ReadonlyArray<Exit.Exit<unknown, unknown>>

/** One workflow, and a way of running it. */
interface Trial {
  readonly title: string
  readonly ledger: Ledger
  readonly schedule: "stock" | "shuffled" | "preempted"
  readonly run: Effect.Effect<Exits>
  readonly mayEnd: ReadonlyArray<Kind>
  /** Whether a failure is told for certain. */
  readonly tells: boolean
  /** Of a run that is let complete, where they are known. */
  readonly results: unknown
}

const faultOf = (random: () => number): Fault | undefined => {
  if (random() < 0.7) return undefined
  const kinds = ["fail", "die", "throw"] as const
  return { after: Math.floor(random() * 200), kind: kinds[Math.floor(random() * 3)]! }
}

export const trialOf = (seed: number): Trial => {
  const random = randomFrom(seed)
  const ledger = new Ledger(`load-${seed}`, random, faultOf(random))
  const pick = <A>(all: ReadonlyArray<A>): A => all[ledger.below(all.length)]!
  const schedule = ledger.below(8) > 0 ? "stock" : pick(["shuffled", "preempted"] as const)
  // One that is preempted may be interrupted before it gets to fail.
  const tells = schedule !== "preempted"
  if (ledger.below(6) === 0) {
    const ending = pick(openEndingNames)
    const { leaves, mayEnd, run } = openEndingOf(ending)
    const { workflow } = open(ledger)
    return {
      title: `open, ${ending}, ${schedule}`,
      ledger,
      schedule,
      run: run(workflow, ledger),
      mayEnd,
      tells: tells && leaves !== true,
      results: undefined
    }
  }
  const name = pick(subjectNames)
  const { ends, results, workflow } = subjectOf(name, ledger)
  // What goes on for ever has to be stopped.
  const ending = ends.length === 0 ? pick(endingNames.slice(1)) : ledger.below(3) === 0 ? "complete" : pick(endingNames)
  const { mayEnd, run } = endingOf(ending)
  return {
    title: `${name}, ${ending}, ${schedule}`,
    ledger,
    schedule,
    run: run(workflow, ledger),
    mayEnd: [...ends, ...mayEnd],
    tells,
    results: ending === "complete" ? results : undefined
  }
}

/** The run with its ledger, fused or not, and now and then under a scheduler that shuffles what is ready. */
export const set = ({ ledger, run, schedule }: Trial): Effect.Effect<Exits> => {
  const noted = run.pipe(
    Effect.provideService(LedgerOf, ledger),
    Effect.provideService(Scheduling.Fusion, ledger.below(2) === 0),
    Effect.provide(Logger.layer([]))
  )
  if (schedule === "stock") return noted
  const scheduler = shuffled(ledger.below(1e9), schedule === "preempted")
  const { shouldYield } = scheduler
  // Not before the first effect of a turn, as no scheduler does: Effect would begin a fiber that was interrupted before.
  scheduler.shouldYield = (fiber) => fiber.currentOpCount > 1 && shouldYield(fiber)
  return noted.pipe(
    Effect.provideService(Scheduler.Scheduler, noting(scheduler)),
    Effect.provideService(Scheduling.SchedulerDecides, true)
  )
}

const over = ["completed", "failed", "interrupted"]

export const judge = ({ ledger, mayEnd, results, tells }: Trial, exits: Exits): void => {
  for (const exit of exits) {
    const kinds = kindsOf(exit)
    const allowed: ReadonlyArray<Kind> = ledger.hasBlown ? [...mayEnd, "injected"] : mayEnd
    for (const kind of kinds) assert.include(allowed, kind, `S20, S21, S22, S24: ended with ${String(exit)}`)
    if (kinds.includes("injected") && Exit.isFailure(exit)) {
      assert.isTrue(Option.isSome(Workflow.failedStep(exit.cause)), "S22: whose failure it is")
    }
    if (Exit.isSuccess(exit) && results !== undefined) assert.deepEqual(exit.value, results)
  }
  if (ledger.hasBlown && tells) {
    assert.isTrue(exits.some((exit) => kindsOf(exit).includes("injected")), "S15: a failure that nobody was told of")
  }
  assert.strictEqual(ledger.fibers.size, 0, "S23: fibers alive")
  for (const { closed, step } of ledger.openings) assert.strictEqual(closed, 1, `S19: how often ${step} was closed`)
  for (const { counts, plan, steps } of ledger.runs) {
    for (const { path, status } of steps) assert.include(over, status, `S7: ${path}`)
    for (const [index, { discarded, popped, pushed, size, state }] of counts.entries()) {
      const { from, to } = plan.edges[index]!
      const name = `edge ${index}, from ${from.port} to ${to.port}`
      assert.notStrictEqual(state, "Open", `S23: ${name}`)
      assert.strictEqual(size, 0, `S23: what is left on ${name}`)
      assert.strictEqual(pushed, popped + discarded, `S2, S6: what became of what was on ${name}`)
    }
  }
}

/** Where a run stands that has not ended. */
const describe = ({ ledger: { fibers, name, openings, runs }, title }: Trial): string => {
  const closing = openings.filter(({ closed }) => closed === 0).map(({ step }) => step)
  const steps = [...runs].flatMap(({ steps }) => steps.filter(({ hasEnded }) => !hasEnded))
    .map(({ path, waitingOn }) => `${path} waits on ${waitingOn.join(", ") || "nothing"}`)
  return `${name}, ${title}: ${fibers.size} fibers; open are ${closing.join(", ")}; ${steps.join(", ")}`
}

export interface Load {
  readonly firstSeed: number
  /** How many workflows at a time, and how many after one another before everything is let come to rest. */
  readonly atOnce: number
  readonly each: number
  /** Asked before each round. */
  readonly goesOn: (round: number) => boolean
  /** Called when a run has been judged. */
  readonly onEnd?: (trial: Ledger) => void
}

export interface Report {
  readonly trials: number
  /** Of some trials there are two, of some none: it was stopped before. */
  readonly runs: number
  /** How often runs ended in which way. */
  readonly ends: ReadonlyMap<string, number>
  readonly elements: number
  /** After each round. */
  readonly rests: ReadonlyArray<Rest>
}

// So long after its beginning a round in which somebody still runs is taken for one that hangs.
const patience = 240_000

const within = async (round: Promise<unknown>, running: ReadonlySet<Trial>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  let failed = (_: unknown): void => {}
  const hanging = new Promise((_, reject) => {
    const told = () => [...running].map(describe).join("\n")
    timer = setTimeout(() => reject(new Error(`these hang: ${told()}`)), patience)
    failed = (cause) => reject(new Error(`thrown from no fiber: ${String(cause)}; there were ${told()}`, { cause }))
    process.on("uncaughtException", failed)
  })
  try {
    await Promise.race([round, hanging])
  } finally {
    clearTimeout(timer)
    process.off("uncaughtException", failed)
  }
}

export const load = async ({ atOnce, each, firstSeed, goesOn, onEnd }: Load): Promise<Report> => {
  const ledgers = new Map<string, Ledger>()
  const running = new Set<Trial>()
  const ends = new Map<string, number>()
  const rests: Array<Rest> = []
  let [seed, runs, elements] = [firstSeed, 0, 0]
  const one = async (): Promise<void> => {
    const trial = trialOf(seed++)
    const { ledger, title } = trial
    ledgers.set(ledger.name, ledger)
    running.add(trial)
    try {
      const exits = await Effect.runPromise(set(trial))
      judge(trial, exits)
      for (const kind of exits.flatMap(kindsOf)) ends.set(kind, (ends.get(kind) ?? 0) + 1)
      runs += ledger.runs.size
      for (const { counts } of ledger.runs) for (const { pushed } of counts) elements += pushed
    } catch (cause) {
      throw new Error(`${ledger.name} (${title}): ${String(cause)}`, { cause })
    }
    ledgers.delete(ledger.name)
    running.delete(trial)
    onEnd?.(ledger)
  }
  const oneAfterAnother = async (): Promise<void> => {
    for (let n = 0; n < each; n++) await one()
  }
  await keeping(ledgers, async () => {
    for (let round = 0; goesOn(round); round++) {
      await within(Promise.all(Array.from({ length: atOnce }, oneAfterAnother)), running)
      rests.push(await atRest())
    }
  })
  return { trials: seed - firstSeed, runs, ends, elements, rests }
}

// By how much it may seem to be.
const most: Readonly<Record<keyof Rest, number>> = { heap: 2_000_000, resources: 2, listeners: 0 }

const warm = ({ rests }: Report): ReadonlyArray<Rest> => rests.slice(Math.ceil(rests.length / 4))

/** What there is more of at the end than after the warm-up. */
export const leftIn = (report: Report): ReadonlyArray<keyof Rest> =>
  (["heap", "resources", "listeners"] as const).filter((what) =>
    growthOf(warm(report).map((rest) => rest[what])) > most[what]
  )

/** All of it, in a line each. */
export const textOf = (report: Report): string => {
  const { elements, ends, rests, runs, trials } = report
  const row = (what: keyof Rest) => {
    const seen = warm(report).map((rest) => rest[what])
    return `${what}: ${growthOf(seen)} more, from ${Math.min(...seen)} to ${Math.max(...seen)}`
  }
  return [
    `${trials} trials in ${rests.length} rounds: ${runs} runs, ${elements} elements pushed`,
    JSON.stringify(Object.fromEntries([...ends].sort())),
    ...(["heap", "resources", "listeners"] as const).map(row)
  ].join("\n")
}
