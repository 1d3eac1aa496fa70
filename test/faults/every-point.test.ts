/**
 * Each step of each graph goes wrong in every way at every one of its port operations; whatever it is, the run ends, says
 * who it was, and leaves nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { vi } from "vitest"
import { examples } from "./example-graphs.ts"
import { Fuse, type Kind, kinds } from "./fuse.ts"
import { type Graph, shapes } from "./graphs.ts"
import { assertAll, assertLeftNothing, givenIn } from "./promises.ts"
import { type Fault, nameOf, planOf, runWith, type Schedule, schedules } from "./rig.ts"

// What takes from several ports at once is no method of theirs.
vi.mock(import("../../packages/core/src/internal/several.ts"), async (actual) => {
  const { tellingSeveral } = await import("./wired-ports.ts")
  return tellingSeveral(await actual())
})

/** A step to go wrong, the number of its operations, and whether it is one with a fiber. */
interface Place {
  readonly step: string
  readonly isStage: boolean
  readonly operations: number
}

const faultAt = (place: Omit<Place, "operations">, at: number | undefined, kind: Kind): Fault => ({
  step: place.step,
  isStage: place.isStage,
  fuse: new Fuse(at, kind, `${place.step} at ${at}`)
})

/** The steps of a graph with the number of operations that each does in a run in which nothing goes wrong. */
const placesOf = async (graph: Graph): Promise<ReadonlyArray<Place>> => {
  const { steps } = planOf(graph)
  const candidates = steps.flatMap((step) => {
    const place = { step: nameOf(step), isStage: false }
    return step.stream.stateless === undefined ? [place] : [place, { ...place, isStage: true }]
  })
  const places: Array<Place> = []
  for (const place of candidates) {
    const fault = faultAt(place, undefined, "fail")
    await runWith(graph, [fault], schedules[0], (ended) => Effect.sync(() => assertLeftNothing(ended)))
    places.push({ ...place, operations: fault.fuse.operations })
  }
  return places
}

const kindsAt = ({ isStage }: Place): ReadonlyArray<Kind> => isStage ? ["throw", "stop"] : kinds

/** Gives the number of runs. */
const tryAll = async (graph: Graph, schedule: Schedule): Promise<number> => {
  const undisturbed = await runWith(graph, [], schedule, (ended) => Effect.sync(() => givenIn(ended)))
  let runs = 0
  for (const place of await placesOf(graph)) {
    for (const kind of kindsAt(place)) {
      // A stage is not called before its first element.
      for (let at = place.isStage ? 1 : 0; at <= place.operations; at++) {
        const fault = faultAt(place, at, kind)
        try {
          await runWith(graph, [fault], schedule, (ended) => assertAll(graph, fault, kind, ended, undisturbed))
          runs++
        } catch (cause) {
          const what = `${place.step}${
            place.isStage ? " (fused)" : ""
          }, ${kind} at operation ${at} of ${place.operations}`
          throw new Error(`${graph.name}, ${schedule.name}: ${what}: ${String(cause)}`, { cause })
        }
      }
    }
  }
  return runs
}

/** What the process waits for, by kind; of the test runner's own there may be some more or fewer each time. */
const resources = (): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== "Immediate") counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}
const ofOthers = 5

it("what takes from several ports is an operation as well", async () => {
  const diamond = shapes.find(({ name }) => name === "diamond")!
  // Four pairs, the end, and as many pushes as pairs.
  assert.deepInclude(await placesOf(diamond), { step: "zip", isStage: false, operations: 9 })
})

describe("each step going wrong at each of its operations", () => {
  for (const graph of [...shapes, ...examples]) {
    for (const schedule of schedules.slice(0, graph.schedules)) {
      const title = `S2, S5, S7, S15, S19, S20, S22, S23: ${graph.name} (${schedule.name})`
      it(title, { timeout: 120_000 }, async ({ task }) => {
        const before = resources()
        const runs = await tryAll(graph, schedule)
        task.meta.runs = runs
        assert.isAbove(runs, 50)
        // A file is closed some turns after it is let go.
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
        for (const [kind, count] of resources()) {
          assert.isAtMost(count, (before.get(kind) ?? 0) + ofOthers, `S23: ${kind} after ${runs} runs`)
        }
      })
    }
  }
})
