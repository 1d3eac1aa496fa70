/**
 * Streams that do one thing to each element and remember nothing, in both forms: as a step with a fiber of its own, and as
 * a stage of the edge that feeds it (fusion).
 */
import type * as Effect from "effect/Effect"
import type { In, Out } from "../Port.ts"
import type { Definition, ElementsOf, PortSchemas } from "../Stream.ts"
import { fromFunction } from "./definition.ts"
import { checkElements, checkReturned } from "./returned.ts"

type Pass = (element: unknown) => void

/** What is done to each element. */
export type Each =
  | { readonly kind: "map"; readonly f: (element: never) => unknown }
  | { readonly kind: "tap"; readonly f: (element: never) => void }
  | { readonly kind: "flatMap"; readonly f: (element: never) => ReadonlyArray<unknown> }
  | { readonly kind: "filter"; readonly f: (element: never) => boolean }

export interface Stateless {
  readonly inlet: string
  readonly outlet: string
  /** Where a filter's other elements go. */
  readonly rejected: string | undefined
  readonly each: Each
}

/** A stateless step as a stage of an edge: it counts the elements that come to it, and those a filter does not let pass. */
export interface Stage {
  readonly stateless: Stateless
  taken: number
  rejected: number
}

// What calls a function of the user's. Effect cuts off the stack that it prints at this name: below there are only the engine
// and, on an edge, the producer whose push it is.
const calling = <F extends Function>(f: F): F => Object.defineProperty(f, "name", { value: "~effect/Effect/mimo" })

// What the function returned, checked only where it is not what it mostly is: this is done for each element.
export const tapped = (result: unknown): void => {
  if (result !== undefined) checkReturned("Transform.tap", result)
}
export const passes = (result: unknown): boolean => {
  if (result === true || result === false) return result
  checkReturned("Transform.filter", result)
  return Boolean(result)
}
export const items = (result: unknown): ReadonlyArray<unknown> => {
  if (!Array.isArray(result)) checkElements("Transform.flatMap", result)
  return result as ReadonlyArray<unknown> // or another iterable, from JavaScript
}

/** The stream of a function; its ports in the order inlet, outlet, outlet for what a filter rejects. */
export const stateless = <I extends PortSchemas, O extends PortSchemas>(
  name: string,
  ports: { readonly in: I; readonly out: O },
  each: Each
): Definition<ElementsOf<I>, ElementsOf<O>> => {
  const [inlet] = Object.keys(ports.in) as [string]
  const [outlet, rejected] = Object.keys(ports.out) as [string, string?]
  return fromFunction(
    name,
    {
      ...ports,
      run: (ins: Record<string, In<unknown>>, outs: Record<string, Out<unknown>>) =>
        ins[inlet]!.forEach(asStep(each, outs[outlet]!, rejected === undefined ? undefined : outs[rejected]))
    },
    { inlet, outlet, rejected, each }
  ) as never // the type is read off the schemas
}

const asStep = (
  each: Each,
  outlet: Out<unknown>,
  rejected: Out<unknown> | undefined
): (element: unknown) => Effect.Effect<void> => {
  const f = each.f as (element: unknown) => unknown // the port's schema is that of `f`'s argument
  switch (each.kind) {
    case "map":
      return calling((element) => outlet.push(f(element)))
    case "tap":
      return calling((element) => {
        tapped(f(element))
        return outlet.push(element)
      })
    case "flatMap":
      return calling((element) => outlet.pushAll(items(f(element))))
    case "filter":
      return calling((element) => (passes(f(element)) ? outlet : rejected!).push(element))
  }
}

/** The same as a function from what comes in to what is passed on; `at` is told which stage is at work. */
export const asStage = <S extends Stage>(stage: S, at: { current: S }, pass: Pass): Pass => {
  const { each } = stage.stateless
  const f = each.f as (element: unknown) => unknown // as above
  switch (each.kind) {
    case "map":
      return calling((element) => {
        stage.taken++
        at.current = stage
        pass(f(element))
      })
    case "tap":
      return calling((element) => {
        stage.taken++
        at.current = stage
        tapped(f(element))
        pass(element)
      })
    case "flatMap":
      return calling((element) => {
        stage.taken++
        at.current = stage
        for (const item of items(f(element))) {
          pass(item)
          at.current = stage
        }
      })
    case "filter":
      return calling((element) => {
        stage.taken++
        at.current = stage
        if (passes(f(element))) pass(element)
        else stage.rejected++
      })
  }
}

/**
 * The same for several elements at once, with what is passed on in `passed`; not of a `flatMap`, which makes more of them than
 * there may be room for. Where the function throws, what it gave before is there.
 *
 * One stage after the other goes over all of them: a loop with one function in it takes half the time of calling the
 * functions of all stages for each element.
 */
export const applyToAll = calling((stage: Stage, elements: ReadonlyArray<unknown>, passed: Array<unknown>): void => {
  const { each } = stage.stateless
  const f = each.f as (element: unknown) => unknown // as above
  const before = stage.taken
  passed.length = elements.length // grown step by step it would be copied
  let n = 0
  let kept = 0
  try {
    switch (each.kind) {
      case "map":
        while (n < elements.length) {
          const mapped = f(elements[n++])
          passed[kept++] = mapped
        }
        break
      case "filter":
        while (n < elements.length) {
          const element = elements[n++]
          if (passes(f(element))) passed[kept++] = element
          else stage.rejected++
        }
        break
      default:
        while (n < elements.length) {
          const element = elements[n++]
          tapped(f(element))
          passed[kept++] = element
        }
    }
  } finally {
    stage.taken = before + n
    passed.length = kept
  }
})
