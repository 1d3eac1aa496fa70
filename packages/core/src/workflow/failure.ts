/** Who failed, and at what, from the Cause of a run. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Option from "effect/Option"
import { type ElementPosition, FailedElement, FailedStep } from "../internal/causes.ts"

/**
 * The step (`workflow/step`) whose failure a reason of a run's Cause is; of a whole Cause, the first to fail (S22).
 *
 * **When to use**
 *
 * Use to tell where a run failed. `Cause.pretty` shows the name too, as a frame between those of the step and those the run was
 * started in.
 *
 * **Example** (Naming the step that failed)
 *
 * ```ts
 * import { Sink, Source, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Exit from "effect/Exit"
 * import * as Option from "effect/Option"
 * import * as Schema from "effect/Schema"
 *
 * const storing = Workflow.make("storing", {
 *   numbers: Source.fromIterable(Schema.Int, [1, 2]),
 *   store: Sink.forEach(Schema.Int, () => Effect.fail("disk full"))
 * }, ({ numbers, store }) => numbers.pipe(store))
 * const exit = Effect.runSyncExit(Workflow.run(storing))
 * const step = Exit.isFailure(exit) ? Workflow.failedStep(exit.cause) : Option.none()
 * step // => Option.some("storing/store")
 * ```
 *
 * @category error handling
 * @since 0.1.0
 */
export const failedStep = (cause: Cause.Cause<unknown>): Option.Option<string> => {
  for (const reason of cause.reasons) {
    const step = reason.annotations.get(FailedStep.key)
    if (typeof step === "string") return Option.some(step)
  }
  return Option.none()
}

/**
 * The element whose function failed, where a reason of a run's Cause is of one; of a whole Cause, the first.
 *
 * **When to use**
 *
 * Use to find bad input: the step, the inlet, and how many elements the step had taken from it before. Known of stock streams
 * that call a function, and of the function given to `forEach`. `Cause.pretty` shows it too, behind the name of the step.
 *
 * **Example** (Finding a bad line)
 *
 * ```ts
 * import { Sink, Source, Transform, Workflow } from "@effect-mimo/core"
 * import * as Effect from "effect/Effect"
 * import * as Exit from "effect/Exit"
 * import * as Option from "effect/Option"
 * import * as Schema from "effect/Schema"
 *
 * const parsing = Workflow.make("parsing", {
 *   lines: Source.fromIterable(Schema.String, ["1", "{"]),
 *   parse: Transform.map(Schema.String, Schema.Unknown, (line): unknown => JSON.parse(line)),
 *   all: Sink.toArray(Schema.Unknown)
 * }, ({ lines, parse, all }) => lines.pipe(parse).pipe(all))
 * const exit = Effect.runSyncExit(Workflow.run(parsing))
 * const element = Exit.isFailure(exit) ? Workflow.failedElement(exit.cause) : Option.none()
 * element // => Option.some({ step: "parsing/parse", inlet: "value", position: 1 })
 * ```
 *
 * @category error handling
 * @since 0.1.0
 */
export const failedElement = (cause: Cause.Cause<unknown>): Option.Option<ElementPosition> => {
  for (const reason of cause.reasons) {
    const element = Context.getOrUndefined(Cause.reasonAnnotations(reason), FailedElement)
    if (element !== undefined) return Option.some(element)
  }
  return Option.none()
}
