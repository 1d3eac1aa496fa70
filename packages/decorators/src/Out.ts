/**
 * The decorator `@Out` and the type `Out`, under one name so that one import gives both.
 *
 * @since 0.1.0
 */
import type * as Port from "@effect-mimo/core/Port"
import type * as Schema from "effect/Schema"
import { portDecorator } from "./internal/portDecorator.ts"
import type { PortDecorator, PortOptions } from "./PortDecorator.ts"

/**
 * A port to which a stream pushes elements.
 *
 * @category models
 * @since 0.1.0
 */
export type Out<A> = Port.Out<A>

/**
 * Declares a field of a stream class as a port to which the stream pushes.
 *
 * **When to use**
 *
 * Use on a public field `readonly name!: Out<A>` of a class that extends `Stream`.
 *
 * **Details**
 *
 * The schema tells what the port carries, and the compiler checks it against the declared type of the field, which may be
 * narrower. The same decorator works with standard decorators and with `experimentalDecorators`. A subclass inherits its
 * parent's ports and may declare one again.
 *
 * **Example** (Declaring a port that a stream pushes to)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { Out } from "@effect-mimo/decorators"
 * import { Schema } from "effect"
 *
 * class Countdown extends Stream {
 *   @Out(Schema.Int) readonly n!: Out<number>
 *   *run() {
 *     for (let n = 3; n > 0; n--) yield* this.n.push(n)
 *   }
 * }
 * ```
 *
 * @see {@link In} for a port from which the stream pops
 * @category decorators
 * @since 0.1.0
 */
export function Out<S extends Schema.Constraint>(schema: S, options?: PortOptions): PortDecorator<Out<S["Type"]>>
export function Out(...args: ReadonlyArray<unknown>): PortDecorator<never> {
  return portDecorator("out", args)
}
