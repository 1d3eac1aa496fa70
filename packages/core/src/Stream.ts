/**
 * A stream: named, schema-typed ports and a `run` that pops from the inlets and pushes to the outlets.
 *
 * A stream is declared as a class (with decorated fields, or with `Stream.Class`) or as a function (`Stream.make`); the
 * three mean the same. `run` is called once per run of a workflow and owns its loop: it reads and writes each port at its
 * own rate.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import type { Pipeable } from "effect/Pipeable"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Types from "effect/Types"
import * as internal from "./internal/definition.ts"
import type { In, Optional, Out } from "./Port.ts"
import { PortsKey, type PortTable } from "./PortTable.ts"

/**
 * The type id of {@link Definition}.
 *
 * @category type IDs
 * @since 0.1.0
 */
export const TypeId = "~@effect-mimo/core/Stream"

/**
 * The type id of {@link Definition}, as a type.
 *
 * @category type IDs
 * @since 0.1.0
 */
export type TypeId = typeof TypeId

/**
 * A stream ready to be a step: its ports, and how to start it.
 *
 * **Details**
 *
 * `I` and `O` map port names to element types. `A` is what `run` returns, `E` what it fails with besides `Cause.Done`, `R`
 * what it requires besides `Scope`: each step has a scope of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface Definition<in out I, in out O, out A = void, out E = never, out R = never> extends AnyDefinition {
  readonly [TypeId]: Definition.Variance<I, O, A, E, R>
}

/**
 * @since 0.1.0
 */
export declare namespace Definition {
  /**
   * @category models
   * @since 0.1.0
   */
  export interface Variance<in out I, in out O, out A, out E, out R> {
    readonly _I: Types.Invariant<I>
    readonly _O: Types.Invariant<O>
    readonly _A: Types.Covariant<A>
    readonly _E: Types.Covariant<E>
    readonly _R: Types.Covariant<R>
  }

  /**
   * What may stand as a step: a stream class without constructor arguments, or a definition.
   *
   * @category models
   * @since 0.1.0
   */
  export type Input = (new() => Stream) | AnyDefinition

  /**
   * The type parameters of a definition, or of a class as the definition it stands for.
   *
   * @category utility types
   * @since 0.1.0
   */
  export type Of<X> = X extends { readonly [TypeId]: infer V } ? V
    // With constructor arguments it is no step; what it is piped to is checked as if it had been given them.
    : X extends new(...args: never) => infer S ? S extends Stream ? DefinitionOf<S>[TypeId] : never
    : never

  /**
   * Element types by inlet.
   *
   * @category utility types
   * @since 0.1.0
   */
  export type Ins<X> = Of<X> extends { readonly _I: Types.Invariant<infer I> } ? I : never

  /**
   * Element types by outlet.
   *
   * @category utility types
   * @since 0.1.0
   */
  export type Outs<X> = Of<X> extends { readonly _O: Types.Invariant<infer O> } ? O : never

  /**
   * The result.
   *
   * @category utility types
   * @since 0.1.0
   */
  export type Result<X> = Of<X> extends { readonly _A: Types.Covariant<infer A> } ? A : never

  /**
   * The errors.
   *
   * @category utility types
   * @since 0.1.0
   */
  export type Error<X> = [X] extends [never] ? never
    : Of<X> extends { readonly _E: Types.Covariant<infer E> } ? E
    : never

  /**
   * The required services.
   *
   * @category utility types
   * @since 0.1.0
   */
  export type Services<X> = [X] extends [never] ? never
    : Of<X> extends { readonly _R: Types.Covariant<infer R> } ? R
    : never
}

/**
 * Any {@link Definition}, whatever its ports.
 *
 * @category models
 * @since 0.1.0
 */
export interface AnyDefinition extends Pipeable {
  readonly [TypeId]: unknown
  /** The name of the stream: given, or the name of its class. */
  readonly name: string
  /** The ports by name. */
  readonly ports: PortTable
}

/**
 * What `run` may give: a generator of Effects, or an Effect.
 *
 * @category models
 * @since 0.1.0
 */
export type Body =
  | Effect.Effect<unknown, unknown, unknown>
  | Generator<Effect.Effect<unknown, unknown, unknown>, unknown, never>

/**
 * A schema for a port, or {@link Optional}.
 *
 * @category models
 * @since 0.1.0
 */
export type PortSchema = Schema.Constraint | Optional<Schema.Constraint>

/**
 * Schemas by port name.
 *
 * @category models
 * @since 0.1.0
 */
export interface PortSchemas {
  readonly [name: string]: PortSchema
}

/**
 * The element type of a port declared with a {@link PortSchema}.
 *
 * @category utility types
 * @since 0.1.0
 */
export type ElementOf<S extends PortSchema> = S["Type"]

/**
 * Element types by port name.
 *
 * @category utility types
 * @since 0.1.0
 */
export type ElementsOf<P extends PortSchemas> = Simplify<{ readonly [K in keyof P]: ElementOf<P[K]> }>

/**
 * The running inlets of a stream declared with these schemas.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Ins<P extends PortSchemas> = { readonly [K in keyof P]: In<ElementOf<P[K]>> }

/**
 * The running outlets of a stream declared with these schemas.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Outs<P extends PortSchemas> = { readonly [K in keyof P]: Out<ElementOf<P[K]>> }

// Through a conditional type, so that the compiler shows the record itself in messages, and not this alias.
type Simplify<T> = T extends infer U ? { readonly [K in keyof U]: U[K] } : never
type Yielded<B> = B extends Generator<infer Y, unknown, never> ? Y : B
type Failure<B> = Yielded<B> extends infer Y ? Y extends Effect.Effect<unknown, infer E, unknown> ? E : never : never
type Returned<B> = B extends Generator<unknown, infer A, never> ? A
  : B extends Effect.Effect<infer A, unknown, unknown> ? A
  : never

/**
 * The result of a `run`: what it returns; `undefined` is added when it may end by popping past the end instead, and is all
 * there is where it can only end so.
 *
 * @category utility types
 * @since 0.1.0
 */
export type ResultOf<B> = [Extract<Failure<B>, Cause.Done<unknown>>] extends [never] ? Returned<B>
  : [Returned<B>] extends [never] ? void
  : [Returned<B>] extends [void] ? Returned<B>
  : Returned<B> | undefined

/**
 * The errors of a `run`, without `Cause.Done`, with which it completes.
 *
 * @category utility types
 * @since 0.1.0
 */
export type ErrorOf<B> = Exclude<Failure<B>, Cause.Done<unknown>>

/**
 * The services a `run` requires, without `Scope`, which every step has.
 *
 * @category utility types
 * @since 0.1.0
 */
export type ServicesOf<B> = Yielded<B> extends infer Y
  ? Y extends Effect.Effect<unknown, unknown, infer R> ? Exclude<R, Scope.Scope> : never
  : never

type InElements<T> = {
  readonly [K in keyof T as T[K] extends In<unknown> ? K : never]: T[K] extends In<infer A> ? A : never
}
type OutElements<T> = {
  readonly [K in keyof T as T[K] extends Out<never> ? K : never]: T[K] extends Out<infer A> ? A : never
}
type InsOf<S> = Simplify<InElements<S> & (S extends { readonly in: infer P } ? InElements<P> : unknown)>
type OutsOf<S> = Simplify<OutElements<S> & (S extends { readonly out: infer P } ? OutElements<P> : unknown)>

/**
 * The definition of a stream class, from the type of its instances.
 *
 * @category utility types
 * @since 0.1.0
 */
export type DefinitionOf<S extends Stream> = S extends { run(): infer B }
  ? Definition<InsOf<S>, OutsOf<S>, ResultOf<B>, ErrorOf<B>, ServicesOf<B>>
  : never

/**
 * The base class that `Stream.Class` gives.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamClass<I extends PortSchemas, O extends PortSchemas> =
  & (abstract new() => Stream & { readonly in: Ins<I>; readonly out: Outs<O> })
  & Pick<typeof Stream, "of">

/**
 * The base class of streams.
 *
 * **When to use**
 *
 * Use as the base of a class whose ports are fields decorated with `@In` and `@Out`. Without decorators, extend
 * {@link Stream.Class} or call {@link Stream.make}.
 *
 * **Example** (Declaring a stream in three forms)
 *
 * ```ts
 * import { In, Out } from "@effect-mimo/decorators"
 * import { Stream } from "@effect-mimo/core"
 * import * as Schema from "effect/Schema"
 *
 * class Halve extends Stream {
 *   @In(Schema.Number) readonly n!: In<number>
 *   @Out(Schema.Number) readonly half!: Out<number>
 *   *run() {
 *     yield* this.n.forEach((n) => this.half.push(n / 2))
 *   }
 * }
 *
 * class Sum extends Stream.Class("Sum", { in: { n: Schema.Number } }) {
 *   *run() {
 *     let sum = 0
 *     yield* this.in.n.forEach((n) => {
 *       sum += n
 *     })
 *     return sum
 *   }
 * }
 *
 * const Double = Stream.make("Double", {
 *   in: { n: Schema.Number },
 *   out: { doubled: Schema.Number },
 *   *run({ n }, { doubled }) {
 *     yield* n.forEach((x) => doubled.push(x * 2))
 *   }
 * })
 *
 * const names = [Halve.of().name, Sum.of().name, Double.name]
 * names // => ["Halve", "Sum", "Double"]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export abstract class Stream {
  /**
   * What the stream does, from its first element to its last. It completes when `run` returns or pops past the end.
   *
   * @since 0.1.0
   */
  abstract run(): Body

  /**
   * The stream with constructor arguments, as a step; each run of a workflow constructs a fresh instance.
   *
   * @since 0.1.0
   */
  static of<Args extends ReadonlyArray<unknown>, S extends Stream>(
    this: new(...args: Args) => S,
    ...args: Args
  ): DefinitionOf<S> {
    return internal.fromClass(this, args) as unknown as DefinitionOf<S> // the type is read off the class's fields
  }

  /**
   * A base class with the given ports in its `in` and `out` records, for streams without decorators.
   *
   * @since 0.1.0
   */
  static Class<const I extends PortSchemas = {}, const O extends PortSchemas = {}>(
    name: string,
    ports: { readonly in?: I | undefined; readonly out?: O | undefined }
  ): StreamClass<I, O> {
    abstract class Base extends Stream {
      static readonly [PortsKey] = internal.classTable(name, ports)
    }
    // The class of the user is named by its own declaration; this is the name of one that is used as it is.
    Object.defineProperty(Base, "name", { value: name })
    return Base as unknown as StreamClass<I, O> // `in` and `out` are put on the instance when a step starts
  }

  /**
   * A stream as a function of its running ports.
   *
   * @since 0.1.0
   */
  static make<const I extends PortSchemas = {}, const O extends PortSchemas = {}, B extends Body = Body>(
    name: string,
    options: {
      readonly in?: I | undefined
      readonly out?: O | undefined
      readonly run: (ins: Ins<I>, outs: Outs<O>) => B
    }
  ): Definition<ElementsOf<I>, ElementsOf<O>, ResultOf<B>, ErrorOf<B>, ServicesOf<B>> {
    return internal.fromFunction(name, options) as never // the type is read off the schemas and `run`
  }
}
