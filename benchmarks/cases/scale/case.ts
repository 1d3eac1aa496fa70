import type { Case, Peer, Target } from "../../suite/Case.ts"
import type { Shape } from "./graph.ts"

const sizes = [100, 1_000, 10_000]
const counted = (steps: number) => steps.toLocaleString("en")

const graphs = (shape: Shape, title: string): ReadonlyArray<Peer> =>
  sizes.map((steps) => ({
    name: `${title} of ${counted(steps)}`,
    module: "cases/scale/class-steps.ts",
    options: { shape, steps }
  }))

const fibers: ReadonlyArray<Peer> = sizes.map((steps) => ({
  name: `bare forkChild of ${counted(steps)}`,
  module: "cases/scale/bare-forkChild.ts",
  options: { steps }
}))

// Twice the time of a step for ten times the steps: room for caches that no longer hold them, none for a square.
const growsLinearly = (title: string): ReadonlyArray<Target> =>
  ["build", "check", "start"].map((what) => ({
    peer: `${title} of 10,000`,
    against: `${title} of 1,000`,
    atMost: 2,
    figure: `${what}, ns per step`
  }))

const memory: ReadonlyArray<Peer> = [
  { name: "memory of 10,000", module: "cases/scale/idle-memory.ts", options: { steps: 10_000 } },
  { name: "memory of 10,000 bare fibers", module: "cases/scale/bare-memory.ts", options: { steps: 10_000 } }
]

export const scale: Case = {
  id: "B10",
  title: "Graphs of up to 10,000 steps: made, checked, started until all of them wait, and stopped",
  unit: "steps",
  // In all rounds; each graph has its own number of them.
  elements: 60_000,
  quick: 2_000,
  peers: [...graphs("chain", "chain"), ...graphs("random", "random graph"), ...fibers, ...memory],
  targets: [
    ...growsLinearly("chain"),
    ...growsLinearly("random graph"),
    ...["chain", "random graph"].map((title) => ({
      peer: `${title} of 10,000`,
      against: "bare forkChild of 10,000",
      atMost: 3,
      figure: "start, ns per step"
    }))
  ]
}
