/**
 * The steps of a workflow while it is wired: handles, their inlets and outlets, and `pipe`.
 *
 * @since 0.1.0
 */
import type * as Types from "effect/Types"
import type {
  ClassTakesArguments,
  InletOrStep,
  OpenPortsAreInAndOut,
  OutletDoesNotFitInlet,
  StepHasNoInlet,
  StepHasNoOutlet,
  StepHasSeveralInlets,
  StepHasSeveralOutlets
} from "./Refusal.ts"
import type { Definition, Stream } from "./Stream.ts"
import type { Rejected, Validate } from "./ValidationError.ts"

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
  readonly [InletTypeId]: Types.Covariant<H>
  // For the compiler only, which shows this name where an outlet does not fit.
  readonly "~takes": Types.Contravariant<A>
  /**
   * What does not pass the inlet's schema. Once it is piped, every element on the way to the inlet is checked, unless
   * `pipe` says otherwise.
   *
   * @since 0.1.0
   */
  readonly rejected: Outlet<Rejected>
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
  pipe<T>(to: Accepts<A, T>, options?: PipeOptions<A>): PipedTo<T>
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
 * - `validate` is how many of the elements are checked against the inlet's schema while running; by default the workflow's.
 *
 * @category wiring
 * @since 0.1.0
 */
export interface PipeOptions<A> {
  readonly capacity?: number | undefined
  readonly feedback?: boolean | { readonly first: ReadonlyArray<A> } | undefined
  readonly validate?: Validate | undefined
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
  & HandleCore<I, O>

interface HandleCore<I, O> {
  readonly [HandleTypeId]: HandleVariance<I, O>
  // As an inlet has it: a step stands for its only one, and the refusals in Refusal.ts compare it.
  readonly "~takes": Types.Contravariant<I[keyof I]>
  readonly pipe: StepPipe<O>
}

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

type IsUnion<T, U = T> = T extends unknown ? [U] extends [T] ? false : true : never

/** `pipe` of a step: that of its only outlet. */
type StepPipe<O> = Only<
  O,
  Outlet<O[keyof O]>["pipe"],
  RefusedPipe<StepHasNoOutlet>,
  RefusedPipe<StepHasSeveralOutlets<keyof O>>
>

/**
 * The first of three types where there is one port, the second where there is none, and else the third.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Only<Ports, One, None, Several> = [keyof Ports] extends [never] ? None
  : IsUnion<keyof Ports> extends true ? Several
  : One

// It takes nothing, and still infers T: what is chained to a refused pipe is checked as if it had been right.
interface RefusedPipe<Refusal> {
  <T>(to: [T] extends [never] ? T : Refusal, options?: PipeOptions<never>): PipedTo<T>
}

// T, from where the compiler infers it, or what it shows in its place.
type Accepts<A, T> = T extends { readonly [InletTypeId]: unknown; readonly "~takes": Types.Contravariant<infer B> } ?
  Fits<A, B, T>
  : T extends { readonly [HandleTypeId]: HandleVariance<infer I, infer _O> }
    ? Only<I, Fits<A, I[keyof I], T>, StepHasNoInlet, StepHasSeveralInlets<keyof I>>
  : InletOrStep

type Fits<A, B, T> = [A] extends [B] ? T : OutletDoesNotFitInlet<A, B>

type PipedTo<T> = T extends { readonly [InletTypeId]: Types.Covariant<infer H> } ? H : T

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
 * Steps as they were given, or, where one is no stream ready to run, what the compiler shows in its place.
 *
 * **When to use**
 *
 * Use as the type of the steps that a function of your own hands on to `Workflow.make`.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Steppable<Steps> = Steps extends { readonly [name: string]: Definition.Input } ? Steps
  : { readonly [K in keyof Steps]: SteppableStep<Steps[K]> }

type SteppableStep<T> = T extends Definition.Input ? T
  : T extends new(...args: infer Args) => Stream ? ClassTakesArguments<Args>
  : Definition.Input

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

/**
 * The open ports a wiring callback returned, or, where one cannot be opened, what the compiler shows in its place.
 *
 * @category utility types
 * @since 0.1.0
 */
export type Openable<W> = W extends Opened<W> ? W : Opened<W>

type Opened<W> = W extends AnyHandle ? unknown
  : {
    readonly [K in keyof W]: K extends "in" ? { readonly [N in keyof W[K]]: OpenableIn<W[K][N]> }
      : K extends "out" ? { readonly [N in keyof W[K]]: OpenableOut<W[K][N]> }
      : OpenPortsAreInAndOut
  }

type OpenableIn<T> = T extends ReadonlyArray<unknown> ? { readonly [N in keyof T]: OpenableIn<T[N]> }
  : T extends { readonly [HandleTypeId]: HandleVariance<infer I, infer _O> } ?
    Only<I, T, StepHasNoInlet, StepHasSeveralInlets<keyof I>>
  : T
type OpenableOut<T> = T extends ReadonlyArray<unknown> ? { readonly [N in keyof T]: OpenableOut<T[N]> }
  : T extends { readonly [HandleTypeId]: HandleVariance<infer _I, infer O> } ?
    Only<O, T, StepHasNoOutlet, StepHasSeveralOutlets<keyof O>>
  : T

type OneOf<T> = T extends ReadonlyArray<infer U> ? U : T
type OutletOf<T> = T extends { readonly [HandleTypeId]: HandleVariance<infer _I, infer O> } ? Outlet<O[keyof O]> : T
// Several inlets in one open port: an element goes to all of them, so it must fit each.
type OpenInElement<T> = OneOf<T> extends { readonly "~takes": Types.Contravariant<infer A> } ? A : never
type OpenOutElement<T> = OutletOf<OneOf<T>> extends { readonly [OutletTypeId]: Types.Covariant<infer A> } ? A : never
// A callback may open ports in some cases only: to the compiler they are open.
type OrNone<Ports> = [Ports] extends [never] ? {} : Ports

/**
 * The element types of the open inlets a wiring callback returned.
 *
 * @category utility types
 * @since 0.1.0
 */
export type OpenIns<W> = OrNone<
  W extends AnyHandle ? never
    : W extends { readonly in: infer P } ? { readonly [K in keyof P]: OpenInElement<P[K]> }
    : never
>
/**
 * The element types of the open outlets a wiring callback returned.
 *
 * @category utility types
 * @since 0.1.0
 */
export type OpenOuts<W> = OrNone<
  W extends AnyHandle ? never
    : W extends { readonly out: infer P } ? { readonly [K in keyof P]: OpenOutElement<P[K]> }
    : never
>
