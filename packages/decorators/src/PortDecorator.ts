/**
 * The type of what `@In(schema)` and `@Out(schema)` return: one signature that both decorator dialects accept, and that
 * refuses, in words, a field the port does not fit.
 *
 * @since 0.1.0
 */
import type { ReservedPortName } from "@effect-mimo/core/PortTable"

/**
 * Options of a port declaration.
 *
 * @category models
 * @since 0.1.0
 */
export interface PortOptions {
  /** Whether the port may stay unconnected in a workflow. */
  readonly optional?: boolean | undefined
}

/**
 * A compile error: the schema describes another port than the one the field is declared to be.
 *
 * **Details**
 *
 * A port fits a field when it is assignable to it: an In may be declared wider than its schema, an Out narrower.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface PortTypeMismatch<Provided, Declared> {
  readonly "~error": "the port that this schema makes does not fit the declared type of the field"
  readonly provided: Provided
  readonly declared: Declared
}

/**
 * A compile error: a port is declared on a field that is `private`, `protected`, `#private` or static.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface PortMustBePublicInstanceField<Name> {
  readonly "~error": "a workflow reaches a port from outside, on an instance"
  readonly field: Name
}

/**
 * A compile error: the name of the field is one that a port cannot have.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface PortNameIsReserved<Name> {
  readonly "~error": "this name is taken by streams, handles or JavaScript itself: rename the field"
  readonly field: Name
}

/**
 * A compile error: a port is declared on a method, a getter, a setter, an `accessor` or a parameter.
 *
 * @category compile errors
 * @since 0.1.0
 */
export interface PortMustBeField {
  readonly "~error": "a port is a plain field: readonly name!: In<A> or readonly name!: Out<A>"
}

type Named<Name, Port, Declared> = Name extends symbol | ReservedPortName ? PortNameIsReserved<Name>
  : [Port] extends [Declared] ? unknown
  : PortTypeMismatch<Port, Declared>

// The compiler tells the standard dialect by a context whose `name`, `private` and `static` are literal types.
type StandardField<Context, This, Port, Declared> = Context extends
  { readonly private: true } | { readonly static: true } ?
  PortMustBePublicInstanceField<Context extends { readonly name: infer Name } ? Name : never>
  : Context extends { readonly name: infer Name } ?
    Name extends keyof This ? Named<Name, Port, Declared> : PortMustBePublicInstanceField<Name>
  : never

// `keyof` hides private and protected members; the target of a static field is the class itself.
type LegacyField<Name, Target, Port> = Target extends abstract new(...args: never) => unknown ?
  PortMustBePublicInstanceField<Name>
  : Name extends keyof Target ? Named<Name, Port, Target[Name]>
  : PortMustBePublicInstanceField<Name>

/**
 * A decorator that declares a port on a field, in the legacy and in the standard dialect.
 *
 * **When to use**
 *
 * Use to name the type of a decorator made once and put on several fields.
 *
 * @category models
 * @since 0.1.0
 */
export interface PortDecorator<Port> {
  <Target, Context extends PropertyKey | DecoratorContext>(
    target: Target,
    context:
      & Context
      & (
        Context extends ClassFieldDecoratorContext<infer This, infer Declared> ?
          StandardField<Context, This, Port, Declared>
          : Context extends PropertyKey ? LegacyField<Context, Target, Port>
          : PortMustBeField
      ),
    // Only legacy methods, accessors and parameters pass a third argument.
    notAField?: PortMustBeField
  ): void
}
