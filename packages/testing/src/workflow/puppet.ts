/** A step that does nothing by itself: it has the ports of the one it stands for, and hands them to a test. */
import { type Definition, type In, type Out, Port, PortTable, Stream } from "@effect-mimo/core"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type { Read } from "../internal/outletSide.ts"
import type { Fed } from "../stream/probes.ts"

/**
 * A test used a probe of a step that had ended.
 *
 * **Details**
 *
 * It is a defect of the test: look at `exit` first. `because` is how the step ended: interrupted with its run, failed, or
 * completed by the test. There is no `port` where the operation was one of the whole step.
 *
 * @category errors
 * @since 0.1.0
 */
export class ProbeEnded extends Schema.TaggedError<ProbeEnded>("@effect-mimo/testing/ProbeEnded")("ProbeEnded", {
  step: Schema.String,
  port: Schema.optionalKey(Schema.String),
  operation: Schema.String,
  because: Schema.Literals(["interrupted", "failed", "completed"])
}) {
  override get message() {
    const why = this.because === "interrupted"
      ? "was interrupted: nobody reads what it pushes, or its run has ended"
      : `has ${this.because}`
    const where = this.port === undefined ? this.step : `${this.step}.${this.port}`
    return `${this.operation} on ${where}: the step ${why}`
  }
}

interface Ports {
  readonly ins: Readonly<Record<string, In<unknown>>>
  readonly outs: Readonly<Record<string, Out<unknown>>>
}

/** One step of one run, in the hands of a test. */
export class Puppet {
  readonly stream: Definition<never, never, unknown, unknown>
  /** Done when the step has begun. */
  readonly begun: Effect.Effect<void>
  private held: Ports | undefined = undefined
  private resume: (exit: Exit.Exit<unknown, unknown>) => void = () => {}
  private because: ProbeEnded["because"] | undefined = undefined

  constructor(readonly step: string, like: Definition.Input) {
    const begun = Deferred.makeUnsafe<void>()
    this.begun = Deferred.await(begun)
    const table = typeof like === "function" ? PortTable.portsOf(like) : like.ports
    const named = (direction: PortTable.Direction) =>
      Object.fromEntries(
        Object.entries(table).filter(([, port]) => port.direction === direction).map(([name, { optional, schema }]) =>
          [name, optional ? Port.optional(schema) : schema] as const
        )
      )
    const stream = Stream.make(like.name, {
      in: named("in"),
      out: named("out"),
      run: (ins, outs) =>
        Effect.onExit(
          Effect.callback<unknown, unknown>((resume) => {
            this.held = { ins, outs }
            this.resume = resume
            Deferred.doneUnsafe(begun, Exit.void)
          }),
          (exit) =>
            Effect.sync(() => {
              this.because = Exit.isSuccess(exit)
                ? "completed"
                : Cause.hasInterruptsOnly(exit.cause)
                ? "interrupted"
                : "failed"
            })
        )
    })
    this.stream = stream as unknown as typeof this.stream // the ports are known to the probes of the test
  }

  /** The names of its ports. */
  ports(direction: PortTable.Direction): ReadonlyArray<string> {
    const { ports } = this.stream
    return Object.keys(ports).filter((name) => ports[name]!.direction === direction)
  }

  /** Ends the step, by an operation of its own or at one of its ports. */
  end(operation: string, exit: Exit.Exit<unknown, unknown>, port?: string): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.because === undefined ? Effect.sync(() => this.resume(exit)) : this.ended(operation, port)
    )
  }

  /** An inlet for the test to read, as it reads an open outlet. */
  inlet(port: string): Read {
    const taking = <A>(operation: string, use: (inlet: In<unknown>) => Effect.Effect<A, Cause.Done>) =>
      this.using(port, operation, ({ ins }) => {
        if (this.because === "completed") return Effect.fail(Cause.Done())
        return Effect.onExit(use(ins[port]!), () => this.endIfOver)
      })
    const now = () => this.held?.ins[port]
    return {
      pop: taking("take", (inlet) => inlet.pop),
      peek: taking("take", (inlet) => inlet.peek),
      close: Effect.ignore(taking("cancel", (inlet) => inlet.close)),
      get size() {
        return now()?.size ?? 0
      },
      get isDone() {
        return now()?.isDone ?? false
      }
    }
  }

  /** An outlet for the test to feed, as it feeds an open inlet; to fail it is to fail the step. */
  outlet(port: string): Fed {
    const offering = (operation: string, use: (outlet: Out<unknown>) => Effect.Effect<void>) =>
      this.using(port, operation, ({ outs }) => {
        if (this.because === "completed") return this.ended(operation, port)
        return Effect.andThen(use(outs[port]!), this.endIfOver)
      })
    const now = () => this.held?.outs[port]
    return {
      push: (element) => offering("offer", (outlet) => outlet.push(element)),
      end: offering("end", (outlet) => outlet.end),
      fail: (cause) => this.end("fail", Exit.failCause(cause), port),
      get isFull() {
        return now()?.isFull ?? false
      },
      get isClosed() {
        return now()?.isClosed ?? true
      }
    }
  }

  /** Waits until nothing comes any more by the inlets that the test does not read. */
  get unread(): Effect.Effect<void> {
    return Effect.suspend(() =>
      Effect.forEach(
        Object.values(this.held?.ins ?? {}),
        (inlet) => Effect.andThen(Effect.exit(inlet.peek), this.endIfOver),
        { concurrency: "unbounded", discard: true }
      )
    )
  }

  private using<A, E>(
    port: string,
    operation: string,
    use: (held: Ports) => Effect.Effect<A, E>
  ): Effect.Effect<A, E> {
    return Effect.suspend(() => {
      const { held } = this
      if (held === undefined || this.hasFailed) return this.ended(operation, port)
      // While it waits its run may come to an end, which closes the ports.
      return Effect.catchCause(
        use(held),
        (cause) => this.hasFailed ? this.ended(operation, port) : Effect.failCause(cause)
      )
    })
  }

  private get hasFailed(): boolean {
    return this.because === "failed" || this.because === "interrupted"
  }

  private ended(operation: string, port: string | undefined): Effect.Effect<never> {
    const because = this.because ?? "interrupted" // before it began
    return Effect.die(new ProbeEnded({ step: this.step, ...(port === undefined ? {} : { port }), operation, because }))
  }

  /** A step is over when its inlets are, and the test has ended its outlets. */
  private readonly endIfOver: Effect.Effect<void> = Effect.sync(() => {
    const { ins, outs } = this.held!
    const isOver = Object.values(ins).every(({ isDone }) => isDone) &&
      Object.values(outs).every(({ isClosed }) => isClosed)
    if (isOver) this.resume(Exit.void)
  })
}
