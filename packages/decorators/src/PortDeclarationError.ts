/**
 * What a class definition throws when a port is declared in a way that cannot work.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Why a port declaration was refused.
 *
 * **Details**
 *
 * `MissingSchema` and `NotASchema` are about the argument of the decorator; `NotAField`, `StaticField` and `PrivateField`
 * about what it decorates; `RepeatedName`, `ReservedName` and `SymbolName` about the name; `NoMetadata` is a compiler that
 * lowers standard decorators without their metadata.
 *
 * @category models
 * @since 0.1.0
 */
export const PortDeclarationReason = Schema.Literals([
  "MissingSchema",
  "NotASchema",
  "NotAField",
  "StaticField",
  "PrivateField",
  "RepeatedName",
  "ReservedName",
  "SymbolName",
  "NoMetadata"
])

/**
 * Why a port declaration was refused, as a type.
 *
 * @category models
 * @since 0.1.0
 */
export type PortDeclarationReason = typeof PortDeclarationReason.Type

/**
 * Error thrown while a class is being defined, when `@In` or `@Out` cannot declare a port where they stand.
 *
 * **Details**
 *
 * `message` names the field and says what to write instead. `className` is there in the legacy dialect. In the standard
 * dialect a field decorator runs before its class has a name, so it is there only for a static field or method; otherwise
 * the message names the ports declared before this one, and the stack points to the class.
 *
 * **Example** (Catching a refused declaration)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { In, PortDeclarationError } from "@effect-mimo/decorators"
 * import { Schema } from "effect"
 *
 * try {
 *   class Split extends Stream {
 *     // @ts-expect-error the compiler refuses the name as well
 *     @In(Schema.Int) readonly pipe!: In<number>
 *     *run() {}
 *   }
 *   void Split
 * } catch (error) {
 *   console.log(error instanceof PortDeclarationError && error.reason) // => "ReservedName"
 * }
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class PortDeclarationError
  extends Schema.TaggedError<PortDeclarationError>("@effect-mimo/decorators/PortDeclarationError")(
    "PortDeclarationError",
    {
      className: Schema.optional(Schema.String),
      field: Schema.String,
      siblings: Schema.Array(Schema.String),
      reason: PortDeclarationReason,
      advice: Schema.String
    }
  )
{
  override get message() {
    const where = this.className !== undefined
      ? `${this.className}.${this.field}`
      : this.siblings.length > 0
      ? `field ${this.field} (after ${this.siblings.join(", ")})`
      : `field ${this.field}`
    return `${where}: ${this.advice}`
  }
}
