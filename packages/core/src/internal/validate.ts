/**
 * Checking elements while running: a step between outlet and inlet of each edge that is checked.
 *
 * ```text
 *   outlet ──> value [check] valid ──> inlet
 *                       └─ rejected ──> dead letters, where they are piped
 * ```
 *
 * The step is an ordinary one, so back-pressure, ends and counters are those of any step. An edge that is not checked is
 * left as it is.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Rejected, type Validate, ValidationError } from "../ValidationError.ts"
import { fromFunction, type StreamDefinition } from "./definition.ts"
import { addressName, type FlatEdge, type FlatPlan, flatten } from "./flatten.ts"
import type { WorkflowGraph } from "./graph.ts"
import type { InPort } from "./inPort.ts"
import { onceFor } from "./onceFor.ts"
import type { OutPort } from "./outPort.ts"
import type { Plan, PlannedEdge, PlannedStep, PortAddress } from "./plan.ts"
import { rejectedOf } from "./rejected.ts"

/** How many elements of an edge `sample` checks at the start, and one in how many it checks after them. */
const sampleSize = 100

const isChecked: Readonly<Record<Validate, (position: number) => boolean>> = {
  off: () => false,
  sample: (position) => position < sampleSize || position % sampleSize === 0,
  always: () => true
}

/** What a run executes: the graph made flat, with a step on each edge whose elements are checked. */
export const toPlan = onceFor((graph: WorkflowGraph): Plan => withChecks(flatten(graph)))

/** The edge as it was written that an edge of a plan is, or is a part of. */
export const asWritten = (edge: PlannedEdge): PlannedEdge => edge.written ?? edge

/** A step on each edge whose elements are checked. */
export const withChecks = (flat: FlatPlan): Plan => {
  const deadLetters = flat.edges.filter(({ from }) => from.rejectedAt !== undefined)
  const deadLettersOf = ({ depth, to }: FlatEdge) =>
    deadLetters.filter(({ from }) =>
      from.step === to.step && from.port === rejectedOf(to.port) && depth <= from.rejectedAt!
    )

  const steps: Array<PlannedStep> = [...flat.steps]
  const checks = new Map<FlatEdge, number>()
  // What each dead-letter edge is fed from: the checks of the edges that lead into its inlet.
  const sources = new Map(deadLetters.map((edge) => [edge, [] as Array<PortAddress>]))
  for (const edge of flat.edges) {
    const ends = deadLettersOf(edge)
    // Whoever pipes `rejected` wants to see all of them; an edge of its own mind says so.
    const validate = edge.validate ?? (ends.length > 0 ? "always" : edge.workflow.validate)
    if (validate === "off") continue
    const [from, to] = [addressName(flat, edge.from), addressName(flat, edge.to)]
    const stream = check({ from, to, validate, schema: flat.schemaOf(edge.to), rejects: ends.length > 0 })
    // Its name is no step's, since those have neither dots nor white space. It is no source, even on a feedback edge: a
    // drain must not stop it while elements go round.
    const step = steps.push({ path: [`check(${from} → ${to})`], stream, inEdges: 1 }) - 1
    checks.set(edge, step)
    for (const end of ends) sources.get(end)!.push({ step, port: "rejected" })
  }
  if (checks.size === 0 && deadLetters.length === 0) return flat

  const edges = flat.edges.flatMap((edge): ReadonlyArray<PlannedEdge> => {
    const { capacity, feedback, to } = edge
    const step = checks.get(edge)
    const rejecting = sources.get(edge)
    if (step === undefined && rejecting === undefined) return [edge]
    const common = { capacity, written: edge }
    const inlet = step === undefined ? to : { step, port: "value" }
    const first = (rejecting ?? [edge.from]).map((from, index): PlannedEdge => ({
      ...common,
      from,
      to: inlet,
      // Of several parts of one edge, one holds the elements that it has from the start.
      feedback: index === 0 ? feedback : feedback && [],
      ...(rejecting === undefined ? {} : { isAside: true })
    }))
    return step === undefined
      ? first
      : [...first, { ...common, from: { step, port: "valid" }, to, feedback: undefined }]
  })
  return { ...flat, steps, edges }
}

interface Check {
  readonly from: string
  readonly to: string
  readonly validate: Validate
  readonly schema: Schema.Constraint
  /** Whether an element that does not pass goes to the outlet `rejected`; otherwise it ends the run. */
  readonly rejects: boolean
}

type CheckIns = { readonly value: InPort<unknown> }
type CheckOuts = { readonly valid: OutPort<unknown>; readonly rejected: OutPort<Rejected> }

const check = ({ from, to, validate, schema, rejects }: Check): StreamDefinition => {
  const type = Schema.toType(schema)
  const passes = Schema.is(type)
  const decode = Schema.decodeUnknownEffect(type)
  const isDue = isChecked[validate]
  return fromFunction("check", {
    in: { value: type },
    out: rejects ? { valid: type, rejected: Rejected } : { valid: type },
    run: ({ value }: CheckIns, { rejected, valid }: CheckOuts) => {
      let count = 0
      return value.forEach((element) => {
        const position = count++
        if (!isDue(position) || passes(element)) return valid.push(element)
        return Effect.matchEffect(decode(element), {
          onSuccess: () => valid.push(element),
          onFailure: ({ message: issue }) =>
            rejects
              ? rejected.push({ element, issue, position, edge: `${from} → ${to}` })
              : Effect.die(new ValidationError({ from, to, position, issue }))
        })
      })
    }
  })
}
