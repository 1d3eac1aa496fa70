/**
 * The steps of a workflow while it is wired: handles, their inlets and outlets, and `pipe`.
 *
 * @since 0.1.0
 */
import type * as Types from "effect/Types"
import type { Definition } from "./Stream.ts"

/**
 * The type id of {@link Inlet}.
 *
 * @category type IDs
 * @since 0.1.0
 */
export const InletTypeId = "~@effect-mimo/core/Inlet"

/**
 * The type id of {@link Outlet}.
 *
 * @category type IDs
 * @since 0.1.0
 */
export const OutletTypeId = "~@effect-mimo/core/Outlet"

/**
 * The type id of {@link Handle}.
 *
 * @category type IDs
 * @since 0.1.0
 */
export const HandleTypeId = "~@effect-mimo/core/Handle"

/**
 * An inlet of a step while wiring: what an outlet is piped to.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface Inlet<in A, out H> {
  readonly [InletTypeId]: { readonly _A: Types.Contravariant<A>; readonly _H: Types.Covariant<H> }
}

/**
 * Any {@link Inlet}.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface AnyInlet {
  readonly [InletTypeId]: unknown
}

/**
 * An outlet of a step while wiring.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface Outlet<A> extends AnyOutlet {
  readonly [OutletTypeId]: Types.Covariant<A>
  /**
   * Joins this outlet to an inlet, or to a step that has only one, with an edge; gives the step piped to.
   *
   * @since 0.1.0
   */
  pipe<T extends AnyInlet | AnyHandle>(to: Accepts<A, T> & T, options?: PipeOptions<A>): PipedTo<T>
}

/**
 * Any {@link Outlet}.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface AnyOutlet {
  readonly [OutletTypeId]: unknown
}

/**
 * Options of `pipe`.
 *
 * **Details**
 *
 * - `capacity` is the number of elements the edge holds, 1 or more; by default the workflow's.
 * - `feedback` declares an edge that leads back to a step it comes from; without it a cycle is a wiring fault (S26). With
 *   `first` the edge holds these elements from the start, which is how a loop without another input begins.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface PipeOptions<A> {
  readonly capacity?: number | undefined
  readonly feedback?: boolean | { readonly first: ReadonlyArray<A> } | undefined
}

/**
 * A step while wiring: its inlets and outlets by name, and `pipe` when it has only one outlet.
 *
 * @category wiring
 * @since 0.1.0
 */
export type Handle<I, O> =
  & { readonly [K in keyof I]: Inlet<I[K], Handle<I, O>> }
  & { readonly [K in keyof O]: Outlet<O[K]> }
  & { readonly [HandleTypeId]: HandleVariance<I, O>; readonly pipe: StepPipe<O> }

interface HandleVariance<I, O> {
  readonly _I: Types.Invariant<I>
  readonly _O: Types.Invariant<O>
}

/**
 * Any {@link Handle}.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface AnyHandle {
  readonly [HandleTypeId]: unknown
}

/**
 * Whether a type is a union of several.
 *
 * @category utility types
 * @since 0.1.0
 */
export type IsUnion<T, U = T> = T extends unknown ? [U] extends [T] ? false : true : never

/**
 * In place of a `pipe` that is refused: what the compiler shows.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface CannotPipe<Reason extends string, About = unknown> {
  readonly "~cannot pipe": Reason
  readonly "~about": About
}

/**
 * In place of a `pipe` whose outlet's elements the inlet does not accept: what the compiler shows.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface OutletDoesNotFitInlet<Outlet, Inlet> {
  readonly "~outlet gives": Outlet
  readonly "~inlet takes": Inlet
}

/** `pipe` of a step: that of its only outlet. */
type StepPipe<O> = [keyof O] extends [never] ? CannotPipe<"this step has no outlet">
  : IsUnion<keyof O> extends true ?
    CannotPipe<"this step has several outlets: name one, such as step.outlet.pipe(...)", keyof O>
  : Outlet<O[keyof O]>["pipe"]

type Accepts<A, T> = T extends { readonly [InletTypeId]: { readonly _A: Types.Contravariant<infer B> } } ? Fits<A, B>
  : T extends { readonly [HandleTypeId]: HandleVariance<infer I, infer _O> }
    ? [keyof I] extends [never] ? CannotPipe<"this step has no inlet">
    : IsUnion<keyof I> extends true ? CannotPipe<"this step has several inlets: name one, such as step.inlet", keyof I>
    : Fits<A, I[keyof I]>
  : never

type Fits<A, B> = [A] extends [B] ? unknown : OutletDoesNotFitInlet<A, B>

type PipedTo<T> = T extends { readonly [InletTypeId]: { readonly _H: Types.Covariant<infer H> } } ? H : T

/**
 * The handles of steps, as the wiring callback gets them.
 *
 * @category wiring
 * @since 0.1.0
 */
export type Handles<Steps> = {
  readonly [K in keyof Steps]: Handle<Definition.Ins<Steps[K]>, Definition.Outs<Steps[K]>>
}

/**
 * What a wiring callback may return: the workflow's open ports, each one or several ports of its steps. A step stands for
 * its only inlet or outlet.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface OpenPorts {
  readonly in?: { readonly [name: string]: AnyInlet | AnyHandle | ReadonlyArray<AnyInlet | AnyHandle> }
  readonly out?: { readonly [name: string]: AnyOutlet | AnyHandle | ReadonlyArray<AnyOutlet | AnyHandle> }
}

type OneOf<T> = T extends ReadonlyArray<infer U> ? U : T
type InletOf<T> = T extends { readonly [HandleTypeId]: HandleVariance<infer I, infer _O> } ? Inlet<I[keyof I], T> : T
type OutletOf<T> = T extends { readonly [HandleTypeId]: HandleVariance<infer _I, infer O> } ? Outlet<O[keyof O]> : T
// Several inlets in one open port: an element goes to all of them, so it must fit each.
type OpenInElement<T> = InletOf<OneOf<T>> extends
  { readonly [InletTypeId]: { readonly _A: Types.Contravariant<infer A> } } ? A
  : never
type OpenOutElement<T> = OutletOf<OneOf<T>> extends { readonly [OutletTypeId]: Types.Covariant<infer A> } ? A : never
/**
 * The element types of the open inlets a wiring callback returned.
 *
 * @category utility types
 * @since 0.1.0
 */
export type OpenIns<W> = W extends AnyHandle ? {}
  : W extends { readonly in: infer P } ? { readonly [K in keyof P]: OpenInElement<P[K]> }
  : {}
/**
 * The element types of the open outlets a wiring callback returned.
 *
 * @category utility types
 * @since 0.1.0
 */
export type OpenOuts<W> = W extends AnyHandle ? {}
  : W extends { readonly out: infer P } ? { readonly [K in keyof P]: OpenOutElement<P[K]> }
  : {}
