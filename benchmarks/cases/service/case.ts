/** Steps that spend their time in Effects of their own. */
import type { Case } from "../../suite/Case.ts"
import { turnover } from "./Prices.ts"

export const service: Case = {
  id: "B8",
  title: "A service call per element: source → call → sum",
  unit: "elements",
  elements: 500_000,
  quick: 100_000,
  peers: [
    { name: "class steps", module: "cases/service/class-steps.ts" },
    { name: "Queue, offer and take", module: "cases/service/queue.ts" },
    { name: "Effect Stream", module: "cases/service/effect-stream.ts", note: "mapEffect" },
    { name: "plain loop", module: "cases/service/plain-loop.ts", note: "the same calls in one Effect.gen" }
  ],
  targets: [{ peer: "class steps", against: "plain loop", atMost: 1.1 }],
  expected: turnover
}
