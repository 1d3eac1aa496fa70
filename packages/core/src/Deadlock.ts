/**
 * Steps that wait only on one another: what a run says instead of hanging (S24).
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { toMermaid as draw } from "./internal/deadlockPicture.ts"

/**
 * What a workflow does about steps that wait only on one another: `onDeadlock` of the options of `Workflow.make`.
 *
 * @category models
 * @since 0.1.0
 */
export const OnDeadlock = Schema.Union([
  Schema.Literals(["fail", "grow"]),
  Schema.Struct({ grow: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)) })
])

/**
 * The type of {@link OnDeadlock}.
 *
 * @category models
 * @since 0.1.0
 */
export type OnDeadlock = typeof OnDeadlock.Type

/**
 * By how many elements the edges of a run may grow in all, with `onDeadlock: "grow"`.
 *
 * @category models
 * @since 0.1.0
 */
export const defaultGrowth = 1_000_000

/**
 * One step of a cycle and the wait that leads to the next: it waits to pop what the next step is to push, to push what the
 * next step is to pop, or for the end of an edge.
 *
 * **Details**
 *
 * `from` and `to` are the ports of the edge, as `step.port`; `size` and `capacity` are in elements. An edge that a step waits
 * to push to is full, one that it waits to pop from is empty. It waits for an `end` where nothing else could let it go on
 * and the end of that edge would: a loop ends when nothing can come into it any more and nothing is in it, and a step is
 * stopped when its consumers have left.
 *
 * @category models
 * @since 0.1.0
 */
export const Waiting = Schema.Struct({
  step: Schema.String,
  waitsTo: Schema.Literals(["push", "pop", "end"]),
  port: Schema.String,
  from: Schema.String,
  to: Schema.String,
  size: Schema.Int,
  capacity: Schema.Int
})

/**
 * The type of {@link Waiting}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Waiting extends Schema.Schema.Type<typeof Waiting> {}

/**
 * Steps of a run wait only on one another, and would for ever.
 *
 * **Details**
 *
 * - `verdict` is `artificial` where an edge of the cycle is full: with a larger capacity the run might go on. It is `true`
 *   where none is: every step of the cycle waits for an element that none of them will push.
 * - `cycle` goes once around: each step waits for the next, the last one for the first.
 * - `blocked` names all steps that can go on no more, those of the cycle included.
 * - `advice`, of an artificial one, is the smallest full edge of the cycle and the capacity to try next.
 * - `grown` is the number of elements by which edges of this run have grown already, where the workflow allows that.
 *
 * It is a defect, since no step can have caused it alone, and the run ends with it. The best reaction is a change of the
 * graph or of a capacity; `onDeadlock: "grow"` lets a run find that capacity.
 *
 * **Example** (Reading what would help)
 *
 * ```ts
 * import { Deadlock, Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
 * import * as Cause from "effect/Cause"
 * import * as Effect from "effect/Effect"
 * import * as Exit from "effect/Exit"
 * import * as Schema from "effect/Schema"
 *
 * // Reads three elements of `late` before the first of `early`.
 * const Join = Stream.make("Join", {
 *   in: { early: Schema.Int, late: Schema.Int },
 *   *run({ early, late }) {
 *     for (let n = 0; n < 3; n++) yield* late.pop
 *     yield* early.forEach(() => {})
 *   }
 * })
 * const diamond = Workflow.make("diamond", { numbers: Source.range({ end: 10 }), join: Join }, ({ numbers, join }) => {
 *   numbers.pipe(join.early, { capacity: 2 })
 *   numbers.pipe(join.late)
 * })
 * const exit = Effect.runSyncExit(Workflow.run(diamond))
 * const deadlock = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
 * const advice = deadlock instanceof Deadlock.Deadlock ? deadlock.advice : undefined
 * advice // => { from: "numbers.value", to: "join.early", capacity: 4 }
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class Deadlock extends Schema.TaggedError<Deadlock>("@effect-mimo/core/Deadlock")("Deadlock", {
  workflow: Schema.String,
  verdict: Schema.Literals(["artificial", "true"]),
  cycle: Schema.Array(Waiting),
  blocked: Schema.Array(Schema.String),
  advice: Schema.optionalKey(Schema.Struct({ from: Schema.String, to: Schema.String, capacity: Schema.Int })),
  grown: Schema.Int
}) {
  override get message() {
    const waits = this.cycle.map(({ capacity, from, size, step, to, waitsTo }) => {
      const what = waitsTo === "push" ? "room" : waitsTo === "pop" ? "an element" : "the end"
      return `  - ${step} waits for ${what} ${waitsTo === "end" ? "of" : "on"} ${from} → ${to} (${size} of ${capacity})`
    })
    const others = this.blocked.length - new Set(this.cycle.map(({ step }) => step)).size
    const more = others > 0 ? [`  and ${others} more ${others === 1 ? "step waits" : "steps wait"} for these`] : []
    const { advice, grown } = this
    const soFar = grown > 0 ? ` (edges have grown by ${grown} so far)` : ""
    const help = advice === undefined
      ? "none of these edges is full, so no capacity helps: let a step push before it pops, or begin with an element"
      : `give ${advice.from} → ${advice.to} a capacity of ${advice.capacity} or more, or make it with { onDeadlock: "grow" }`
    return [
      `workflow "${this.workflow}": its steps wait only on one another, in a circle${soFar}:`,
      ...waits,
      ...more,
      `  ${help}`
    ].join("\n")
  }
}

/**
 * The cycle as a Mermaid flowchart: the way of the elements, full edges thick, empty ones dotted, with their fill.
 *
 * **When to use**
 *
 * Use to look at a deadlock, in an issue or a log that draws Mermaid.
 *
 * @category rendering
 * @since 0.1.0
 */
export const toMermaid = (self: Deadlock): string => draw(self.cycle)
