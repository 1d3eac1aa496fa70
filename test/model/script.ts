// A script run by a real step: the same operations, through the ports of the engine.
import { type In, type Out, Port } from "@effect-mimo/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as EffectStream from "effect/Stream"
import { elementOf, isEven, type Op } from "./graph.ts"

/** What a step says it has done: `popOrLeave` and `left` are of a loop to the end of an inlet. */
export type Did =
  | Exclude<Op["do"], "repeat" | "each" | "when" | "pass" | "fail" | "die" | "return">
  | "popOrLeave"
  | "left"

export class ScriptFailure extends Error {}

// What leaves a script from inside its loops.
const returned = new ScriptFailure("return")

export const inletName = (port: number): string => `i${port}`
export const outletName = (port: number): string => `o${port}`

/** Whether a push is noted only when the next element is popped: the loop of `forEach` does it. */
export const notesLate = (op: Op): boolean =>
  op.do === "each" && op.way === 1 && op.body.length === 1 && op.body[0]!.do === "push"

type Running = Generator<Effect.Effect<unknown, unknown>, void, never>

export interface ScriptPorts {
  readonly step: number
  readonly ins: Readonly<Record<string, In<number>>>
  readonly outs: Readonly<Record<string, Out<number>>>
  readonly note: (did: Did, port: number, popped: ReadonlyArray<number>) => void
}

/** The life of a step. It fails where the script says so, and with `Cause.Done` past the end of an inlet. */
export const runScript = (script: ReadonlyArray<Op>, ports: ScriptPorts): Effect.Effect<void, unknown> =>
  Effect.catch(
    Effect.gen(() => new Script(ports).all(script)),
    (error) => error === returned ? Effect.void : Effect.fail(error)
  )

class Script {
  private last = 10 // odd, as long as nothing was popped
  private readonly pushed: Record<number, number> = {}

  constructor(private readonly ports: ScriptPorts) {}

  *all(ops: ReadonlyArray<Op>): Running {
    for (const op of ops) {
      if (op.do === "repeat") { for (let n = 0; n < op.times; n++) yield* this.all(op.body) }
      else if (op.do === "when") yield* this.all(isEven(this.last) ? op.body : [])
      else if (op.do === "each") yield* this.each(op)
      else yield* this.one(op)
    }
  }

  private note(did: Did, port: number, popped: ReadonlyArray<number> = []): void {
    if (did !== "peek" && popped.length > 0) this.last = popped[popped.length - 1]!
    this.ports.note(did, port, popped)
  }

  private inlet(port: number): In<number> {
    return this.ports.ins[inletName(port)]!
  }

  private inlets(ports: ReadonlyArray<number>): Readonly<Record<string, In<number>>> {
    return Object.fromEntries(ports.map((port) => [inletName(port), this.inlet(port)]))
  }

  private *one(op: Exclude<Op, { readonly body: ReadonlyArray<Op> }>): Running {
    switch (op.do) {
      case "pop":
        return this.note("pop", op.port, [yield* this.pop(op.port, op.way)])
      case "peek":
        return this.note("peek", op.port, [yield* this.inlet(op.port).peek])
      case "popSome":
        return this.note("popSome", op.port, yield* this.inlet(op.port).popUpTo(op.most))
      case "popAll": {
        const all: Readonly<Record<string, number>> = yield* Port.popAll(this.inlets(op.ports))
        return this.note("popAll", 0, op.ports.map((port) => all[inletName(port)]!))
      }
      case "select": {
        const selected: { readonly _tag: string; readonly value: number } = yield* Port.select(this.inlets(op.ports))
        return this.note("select", Number(selected._tag.slice(1)), [selected.value])
      }
      case "push":
        yield* this.push(op.port, op.way)
        return this.note("push", op.port)
      case "end":
        yield* this.ports.outs[outletName(op.port)]!.end
        return this.note("end", op.port)
      case "close":
        yield* this.inlet(op.port).close
        return this.note("close", op.port)
      case "yield":
        yield* Effect.yieldNow
        return this.note("yield", 0)
      case "return":
        yield* Effect.fail(returned)
        return
      case "fail":
        yield* Effect.fail(new ScriptFailure("fail"))
        return
      case "die":
        throw new ScriptFailure("die")
      case "pass":
        throw new Error("only the model does this")
    }
  }

  // The ways there are to pop one: each takes its own path through the port.
  private pop(port: number, way = 0): Effect.Effect<number, Cause.Done> {
    const inlet = this.inlet(port)
    if (way === 1) return Effect.map(inlet.pop, (element) => element)
    if (way === 2) return Effect.map(inlet.popUpTo(1), ([element]) => element)
    return way === 3 ? Effect.map(Port.popAll({ inlet }), (all) => all.inlet) : inlet.pop
  }

  private push(port: number, way = 0): Effect.Effect<void> {
    const outlet = this.ports.outs[outletName(port)]!
    const n = this.pushed[port] ?? 0
    this.pushed[port] = n + 1
    const element = elementOf(this.ports.step, port, n)
    if (way === 1) return Effect.asVoid(outlet.push(element))
    if (way === 2) return outlet.pushAll([element])
    return way === 3 ? EffectStream.run(EffectStream.make(element), outlet.sink) : outlet.push(element)
  }

  private *each(op: Op & { readonly do: "each" }): Running {
    const { body, port, way = 0 } = op
    const [only] = body
    if (way < 2) {
      let unnoted: number | undefined
      const noteLate = () => {
        if (unnoted !== undefined) this.note("push", unnoted)
        unnoted = undefined
      }
      yield* this.inlet(port).forEach((element) => {
        noteLate()
        this.note("popOrLeave", port, [element])
        if (body.length === 0) return
        if (!notesLate(op) || only?.do !== "push") return Effect.gen(() => this.all(body))
        unnoted = only.port
        return this.push(only.port, only.way)
      })
      noteLate()
    } else {
      const orEnd = Effect.catch(this.pop(port, way - 2), () => Effect.succeed(undefined))
      for (let element = yield* orEnd; element !== undefined; element = yield* orEnd) {
        this.note("popOrLeave", port, [element])
        yield* this.all(body)
      }
    }
    this.note("left", port)
  }
}
