/**
 * The ports of a running step, made to tell a fuse of each operation. They stay the ports they are, on the ways that are
 * fast as on those that are not: only what a step calls of them is replaced, on the objects themselves, which are new in each
 * run (S18).
 *
 * An element that `forEach` gives is an operation, and so is the end it comes to; so is each element of an array pushed.
 */
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import { InPort } from "../../packages/core/src/internal/inPort.ts"
import { OutPort } from "../../packages/core/src/internal/outPort.ts"
import type * as several from "../../packages/core/src/internal/several.ts"
import type { Fuse } from "./fuse.ts"

type Operation = Effect.Effect<unknown, unknown, unknown>
type Each = (element: never) => void | Operation

const fuses = new WeakMap<object, Fuse>()

/** An operation that is told of whenever it is begun. */
class Told extends Effectable.Class<unknown, unknown, unknown> {
  constructor(private readonly fuse: Fuse, private readonly operation: Operation) {
    super()
  }

  /** Of a pop: the engine lets go of the last element by it. */
  get immediate(): unknown {
    return Reflect.get(this.operation, "immediate")
  }

  override [Symbol.iterator]() {
    return (this.fuse.next() ?? this.operation)[Symbol.iterator]()
  }

  asEffect(): Operation {
    return this.fuse.next() ?? this.operation
  }
}

const getterOf = (target: { readonly prototype: object }, name: string) =>
  Object.getOwnPropertyDescriptor(target.prototype, name)!.get!

const wireIn = (port: InPort<unknown>, fuse: Fuse): void => {
  fuses.set(port, fuse)
  const told = (operation: Operation) => new Told(fuse, operation)
  const { pop } = port
  const popUpTo = port.popUpTo.bind(port)
  // Any function of an element, and what it gives.
  const loops = { forEach: port.forEach.bind(port), forEachUpTo: port.forEachUpTo.bind(port) } as unknown as Readonly<
    Record<"forEach" | "forEachUpTo", (...args: ReadonlyArray<unknown>) => Operation>
  >
  const toldOfEach = (f: Each): Each => (element) => fuse.next() ?? f(element)
  const andOfTheEnd = (loop: Operation) => Effect.andThen(loop, Effect.suspend(() => fuse.next() ?? Effect.void))
  Object.defineProperties(port, {
    pop: { value: told(pop) },
    peek: { get: () => told(getterOf(InPort, "peek").call(port)) },
    popUpTo: { value: (n: number) => told(popUpTo(n)) },
    forEach: { value: (f: Each, options: unknown) => andOfTheEnd(loops.forEach(toldOfEach(f), options)) },
    forEachUpTo: { value: (n: number, f: Each) => andOfTheEnd(loops.forEachUpTo(n, toldOfEach(f))) },
    close: { get: () => told(getterOf(InPort, "close").call(port)) }
  })
}

const wireOut = (port: OutPort<unknown>, fuse: Fuse): void => {
  const push = port.push.bind(port)
  const pushAll = port.pushAll.bind(port)
  Object.defineProperties(port, {
    // Told when the push is made: `forEach` does a push it is given without evaluating it.
    push: { value: (element: unknown) => fuse.next() ?? push(element) },
    pushAll: {
      value: (elements: Iterable<unknown>) => {
        if (!Array.isArray(elements)) return pushAll(elements)
        const before = fuse.take(elements.length)
        if (before === undefined) return pushAll(elements)
        const rest = Effect.suspend(() => fuse.light() ?? pushAll(elements.slice(before)))
        return before === 0 ? rest : Effect.andThen(pushAll(elements.slice(0, before)), rest)
      }
    },
    end: {
      get: () =>
        new Told(
          fuse,
          Effect.tap(getterOf(OutPort, "end").call(port), () => Effect.sync(() => fuse.endedBefore.add(port.name)))
        )
    }
  })
}

/** The ports of a step tell the fuse of each operation from now on. */
export const wire = (
  fuse: Fuse,
  ins: Readonly<Record<string, InPort<unknown>>>,
  outs: Readonly<Record<string, OutPort<unknown>>>
): void => {
  for (const port of Object.values(ins)) wireIn(port, fuse)
  for (const port of Object.values(outs)) wireOut(port, fuse)
}

/** Notes the elements that `forEach` is given of a port. */
export const noteGiven = (port: InPort<unknown>, given: Array<unknown>): void => {
  const forEach = port.forEach.bind(port) as (f: Each, options: unknown) => Operation // as above
  Object.defineProperty(port, "forEach", {
    value: (f: Each, options: unknown) =>
      forEach((element) => {
        given.push(element)
        return f(element)
      }, options)
  })
}

/** `Port.popAll` and `Port.select`, which tell the fuse of the ports they are given. */
export const tellingSeveral = (actual: typeof several): typeof several => {
  const told = (operation: (ports: never) => Operation) => (ports: Readonly<Record<string, object>>) => {
    const fuse = Object.values(ports).map((port) => fuses.get(port)).find((fuse) => fuse !== undefined)
    const real = operation(ports as never)
    return fuse === undefined ? real : new Told(fuse, real)
  }
  // The same functions to whoever calls them.
  return {
    popAll: told(actual.popAll),
    select: told(actual.select),
    room: told(actual.room)
  } as unknown as typeof several
}
