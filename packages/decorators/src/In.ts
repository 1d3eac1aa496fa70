/**
 * The decorator `@In` and the type `In`, under one name so that one import gives both.
 *
 * @since 0.1.0
 */
import type * as Port from "@effect-mimo/core/Port"
import type * as Schema from "effect/Schema"
import { portDecorator } from "./internal/portDecorator.ts"
import type { PortDecorator, PortOptions } from "./PortDecorator.ts"

/**
 * A port from which a stream pops elements.
 *
 * @category models
 * @since 0.1.0
 */
export type In<A> = Port.In<A>

/**
 * Declares a field of a stream class as a port from which the stream pops.
 *
 * **When to use**
 *
 * Use on a public field `readonly name!: In<A>` of a class that extends `Stream`.
 *
 * **Details**
 *
 * The schema tells what the port carries, and the compiler checks it against the declared type of the field, which may be
 * wider. The same decorator works with standard decorators and with `experimentalDecorators`. A subclass inherits its
 * parent's ports and may declare one again.
 *
 * **Example** (Declaring a port that a stream pops from)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { In } from "@effect-mimo/decorators"
 * import { Effect, Schema } from "effect"
 *
 * class Print extends Stream {
 *   @In(Schema.String) readonly line!: In<string>
 *   *run() {
 *     yield* this.line.forEach((line) => Effect.log(line))
 *   }
 * }
 * ```
 *
 * @see {@link Out} for a port to which the stream pushes
 * @category decorators
 * @since 0.1.0
 */
export function In<S extends Schema.Constraint>(schema: S, options?: PortOptions): PortDecorator<In<S["Type"]>>
export function In(...args: ReadonlyArray<unknown>): PortDecorator<never> {
  return portDecorator("in", args)
}
