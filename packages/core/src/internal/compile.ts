/** From a plan to what a run makes of it, once for all its runs: which edges it joins (fusion), and the loops it has. */
import { loopsOf, type PlannedLoop } from "./feedback.ts"
import { onceFor } from "./onceFor.ts"
import { capacityOf } from "./passage.ts"
import type { Plan, PlannedEdge } from "./plan.ts"
import { fusedRoutes, plainRoutes, type Route } from "./routes.ts"

export interface Compiled {
  readonly routes: ReadonlyArray<Route>
  /** One for each route. */
  readonly edges: ReadonlyArray<PlannedEdge>
  /** Of those edges; a fused step has none, and so is no member. */
  readonly loops: ReadonlyArray<PlannedLoop>
  /** The steps on no route, by index. */
  readonly stepsWithFiber: ReadonlyArray<number>
  /** The routes in the order of their last edges, in which an inlet's edges take turns (S10). */
  readonly byLastEdge: ReadonlyArray<number>
}

const compileWith = (plan: Plan, routes: ReadonlyArray<Route>): Compiled => {
  const edges = routes.map((route): PlannedEdge => {
    const parts = route.edges.map((index) => plan.edges[index]!)
    const [first] = parts as [PlannedEdge]
    if (parts.length === 1) return first
    return { ...first, to: parts[parts.length - 1]!.to, capacity: capacityOf(parts.map(({ capacity }) => capacity)) }
  })
  const fused = new Set(routes.flatMap(({ steps }) => steps))
  const lastEdge = (route: number) => routes[route]!.edges.at(-1)!
  return {
    routes,
    edges,
    loops: loopsOf({ ...plan, edges }),
    stepsWithFiber: [...plan.steps.keys()].filter((step) => !fused.has(step)),
    byLastEdge: [...routes.keys()].toSorted((a, b) => lastEdge(a) - lastEdge(b))
  }
}

const fused = onceFor((plan: Plan) => compileWith(plan, fusedRoutes(plan)))
const plain = onceFor((plan: Plan) => compileWith(plan, plainRoutes(plan)))

export const compile = (plan: Plan, fuses: boolean): Compiled => (fuses ? fused : plain)(plan)
