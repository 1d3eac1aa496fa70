/** The inlets of a replayed stream, each fed from what was recorded of it. */
import * as Effect from "effect/Effect"
import type { Subject } from "../internal/subject.ts"
import { takenFrom } from "../internal/testRun.ts"
import { isInside } from "../internal/waits.ts"
import type { UpTo } from "./acts.ts"
import type { Part, RecordedInlet } from "./part.ts"

export class Feeder {
  private readonly fed = new Map<string, number>()
  private readonly ended = new Set<string>()

  constructor(private readonly part: Part, private readonly subject: Subject) {}

  private inlet(port: string): RecordedInlet {
    return this.part.inlets.get(port)!
  }

  private feed(port: string) {
    return this.subject.run.running.in[port]!
  }

  /** How many elements have been taken. */
  popped(port: string): number {
    return takenFrom(this.subject.run.snapshot, port)
  }

  feedUpTo({ port, total }: UpTo): Effect.Effect<void> {
    return Effect.suspend(() => {
      const fed = this.fed.get(port) ?? 0
      if (total <= fed) return Effect.void
      this.fed.set(port, total)
      const { elements, end } = this.inlet(port)
      const feeding = this.feed(port).pushAll(elements.slice(fed, total).map(({ element }) => element))
      // An end that was there when the last element was popped is seen with it (S8).
      const isLast = total === elements.length && end !== undefined && end.seq < elements[total - 1]!.popped
      return isLast ? Effect.andThen(feeding, this.end(port)) : feeding
    })
  }

  end(port: string): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.ended.add(port)
      return this.feed(port).end
    })
  }

  /** Those of which nothing was recorded were not piped. */
  get endOthers(): Effect.Effect<void> {
    const others = Object.keys(this.subject.run.running.in).filter((port) => !this.part.inlets.has(port))
    return Effect.forEach(others, (port) => this.end(port), { discard: true })
  }

  /**
   * Feeds the next element of an inlet that is waited on, or ends it, where that was there before the given place in the
   * recording: for steps that act upon an element before they pop it. Tells whether there was anything to feed.
   */
  feedAhead(seq: number): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      const next = this.subject.waits.flatMap((wait) => {
        const { port } = wait
        if (wait.for !== "element" || port === undefined || isInside(port) || this.ended.has(port)) return []
        const { elements, end } = this.inlet(port)
        const total = (this.fed.get(port) ?? 0) + 1
        const element = elements[total - 1]
        if (element !== undefined) {
          return element.pushed < seq
            ? [{ place: element.popped, act: this.feedUpTo({ port, total }) }]
            : []
        }
        return end !== undefined && end.seq < seq ? [{ place: end.seq, act: this.end(port) }] : []
      })
      const first = next.toSorted((a, b) => a.place - b.place)[0]
      return first === undefined ? Effect.succeed(false) : Effect.as(first.act, true)
    })
  }
}
