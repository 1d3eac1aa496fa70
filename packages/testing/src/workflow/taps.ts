/** Edges of a run that a test watches. */
import type { Observation } from "@effect-mimo/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import { edgeName } from "../internal/waits.ts"

/**
 * What moves over an edge of a workflow under test.
 *
 * **Details**
 *
 * `pushed` and `popped` hold the elements so far, `ended` how the edge ended, when it has. `next` waits for the next element
 * that is pushed: the first time for the first; after the last it fails with `Cause.Done`.
 *
 * @category models
 * @since 0.1.0
 */
export interface EdgeTap {
  readonly pushed: ReadonlyArray<unknown>
  readonly popped: ReadonlyArray<unknown>
  readonly ended: "Completed" | "Failed" | "Cancelled" | undefined
  readonly next: Effect.Effect<unknown, Cause.Done>
}

/**
 * A workflow under test does not have the edges that were to be tapped; a defect of the test.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnknownEdge extends Schema.TaggedError<UnknownEdge>("@effect-mimo/testing/UnknownEdge")("UnknownEdge", {
  workflow: Schema.String,
  unknown: Schema.Array(Schema.String),
  edges: Schema.Array(Schema.String)
}) {
  override get message() {
    const unknown = this.unknown.map((edge) => `no edge ${edge}`).join("\n")
    return [
      `workflow "${this.workflow}" has ${unknown}`,
      "the edges are:",
      ...this.edges.map((edge) => `  ${edge}`)
    ].join("\n")
  }
}

class Watched implements EdgeTap {
  readonly pushed: Array<unknown> = []
  readonly popped: Array<unknown> = []
  ended: EdgeTap["ended"] = undefined
  readonly next: Effect.Effect<unknown, Cause.Done>
  readonly observer: Observation.EdgeObserver

  constructor(queue: Queue.Queue<unknown, Cause.Done>) {
    this.next = Queue.take(queue)
    this.observer = {
      pushed: (element) => {
        this.pushed.push(element)
        Queue.offerUnsafe(queue, element)
      },
      popped: (element) => void this.popped.push(element),
      ended: (by) => {
        this.ended = by
        Queue.endUnsafe(queue)
      }
    }
  }
}

/** Watches the edges of these names; afterwards `unknown` tells which of them the run does not have. */
export const tapsOf = (names: ReadonlyArray<string>) =>
  Effect.map(
    Effect.forEach(names, (name) =>
      Effect.map(Queue.unbounded<unknown, Cause.Done>(), (queue) => [name, new Watched(queue)] as const)),
    (entries) => {
      const taps = new Map(entries)
      const edges: Array<string> = []
      const observer: Observation.Observer = (edge) => {
        edges.push(edgeName(edge))
        return taps.get(edgeName(edge))?.observer
      }
      return {
        taps,
        edges,
        observer,
        unknown: () =>
          names.filter((name) => !edges.includes(name))
      }
    }
  )
