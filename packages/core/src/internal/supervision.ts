/** What stands around a stream's `run`: the same stream, its body wrapped. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { Definition } from "../Stream.ts"
import { bodyEffect } from "./body.ts"
import { isDone } from "./causes.ts"
import { StreamDefinition } from "./definition.ts"
import type { InPort } from "./inPort.ts"
import { notAStream } from "./notAStream.ts"
import type { OutPort } from "./outPort.ts"
import { toDefinition } from "./wiring.ts"

type Body = Effect.Effect<unknown, unknown>

type Ports<Port> = Readonly<Record<string, Port>>

/** The ports of one run of a step, and its name there. */
export interface Running {
  readonly path: string
  readonly ins: ReadonlyArray<InPort<unknown>>
  readonly outs: ReadonlyArray<OutPort<unknown>>
  /** The body on other ports of these names. */
  on(ins: Ports<InPort<unknown>>, outs: Ports<OutPort<unknown>>): Body
}

/** The stream whose body is what `wrap` makes of the original's; each evaluation of that begins with fresh state. */
export const around = (
  operation: string,
  self: Definition.Input,
  wrap: (body: Body, running: Running) => Body
): StreamDefinition => {
  const inner = toDefinition(self)
  if (inner === undefined) {
    const wanted = "a class that extends Stream, Class.of(...) or Stream.make(...)"
    throw new TypeError(`${operation}: what is given ${notAStream(self, wanted)}`)
  }
  if (inner.kind === "workflow") {
    throw new TypeError(`${operation}: ${inner.name} is a workflow; supervise its steps instead`)
  }
  return new StreamDefinition(inner.name, inner.ports, (ins, outs) => {
    const ports = { ins: Object.values(ins), outs: Object.values(outs) }
    const path = [...ports.ins, ...ports.outs][0]?.owner.path ?? inner.name
    const on: Running["on"] = (ins, outs) => Effect.suspend(() => bodyEffect(path, inner.start(ins, outs)))
    return wrap(on(ins, outs), { ...ports, path, on })
  }, inner.construct)
}

/** Whether a Cause is one to act on: no ordinary end, and no interruption, which is the run's. */
export const isFailure = (cause: Cause.Cause<unknown>): boolean =>
  !Cause.hasInterrupts(cause) && !cause.reasons.some(isDone)

/** What a body has popped and pushed so far, by port, as text. */
export const tally = ({ ins, outs }: Running): () => string => {
  const counts = () => [
    ...ins.map((port) => ({ what: `popped from ${port.name}`, count: port.popped })),
    ...outs.map((port) => ({ what: `pushed to ${port.name}`, count: port.pushed }))
  ]
  const before = counts()
  return () => counts().map(({ count, what }, index) => `${count - before[index]!.count} ${what}`).join(", ")
}
