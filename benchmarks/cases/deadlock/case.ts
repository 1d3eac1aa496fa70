/** What it costs that a run looks for deadlocks whenever a step comes to wait. */
import type { Case, Peer } from "../../suite/Case.ts"
import type { Shape } from "./graph.ts"

/** It takes `times` as many elements as the case says, for much the same work. */
const looking = (name: string, shape: Shape, steps: number, times: number): Peer => ({
  name,
  module: "cases/deadlock/looking.ts",
  options: { shape, steps, times }
})

const peers = [
  looking("chain of 10,000", "chain", 10_000, 1),
  looking("1,000 branches of which one is active", "branches", 1_000, 200)
]

export const deadlock: Case = {
  id: "deadlock",
  title: "Steps that wait all the time: runs that look for deadlocks, against runs that do not, capacity 1",
  unit: "elements",
  elements: 50,
  quick: 10,
  peers,
  targets: peers.map(({ name }) => ({ peer: name, figure: "times", atMost: 1.1 }))
}
