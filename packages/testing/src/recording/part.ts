/** The part of one step in a recorded run: what it was fed, in which order, and what it pushed. */
import type { Definition } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { type Act, feedingsOf, inOrder, requestsOf } from "./acts.ts"
import type { ElementCodec, Written } from "./codec.ts"
import { stepOf } from "./edges.ts"
import { RecordingError } from "./error.ts"
import type { Event } from "./format.ts"
import { parse, type Recording } from "./parse.ts"
import { portsOf } from "./ports.ts"

/**
 * The step of a recording that is meant, a nested one by its path, and the run; runs count from 0, which is the default.
 *
 * @category models
 * @since 0.1.0
 */
export interface Of {
  readonly step: string
  readonly run?: number | undefined
}

type Lined = Event & { readonly line: number }
type OnEdge = Extract<Lined, { readonly edge: number }>
type Move = Extract<OnEdge, { readonly kind: "push" | "pop" }>
type End = Extract<OnEdge, { readonly kind: "end" }>
export type EndedBy = End["by"]

/** Where something stands in the recording. */
export interface Place {
  readonly seq: number
  readonly line: number
  readonly at: number
}

export interface RecordedInlet {
  /** What was popped, in that order, and then what was there besides when the step left. */
  readonly elements: ReadonlyArray<{ readonly element: unknown; readonly pushed: number; readonly popped: number }>
  /** Where all its edges had completed; undefined where they have not. */
  readonly end: Place | undefined
}

export interface RecordedOutlet {
  readonly codec: ElementCodec
  readonly pushes: ReadonlyArray<Place & { readonly written: Written }>
  /** How its edges ended; undefined where one was open still, or was not recorded. */
  readonly end: Place & { readonly by: EndedBy } | undefined
}

export interface Part {
  readonly source: string
  /** Milliseconds since 1970; the others are since then. */
  readonly startedAt: number
  readonly from: number
  readonly until: number
  readonly acts: ReadonlyArray<Act>
  readonly inlets: ReadonlyMap<string, RecordedInlet>
  readonly outlets: ReadonlyMap<string, RecordedOutlet>
  /** Whether the recorded effect succeeded, and whether it was this step that failed. */
  readonly hasSucceeded: boolean
  readonly hasFailed: boolean
}

const writtenOf = (event: { readonly element: Schema.Json } | { readonly unwritten: string }): Written =>
  "element" in event ? { element: event.element } : { unwritten: event.unwritten }

export const readElement = (
  source: string,
  port: string,
  codec: ElementCodec,
  line: number,
  written: Written
): Effect.Effect<unknown, RecordingError> => {
  if ("unwritten" in written) {
    const detail = `the element could not be written when it was recorded: ${written.unwritten}`
    return Effect.fail(new RecordingError({ kind: "Unwritten", source, line, port, detail }))
  }
  const invalid = (detail: string) => new RecordingError({ kind: "InvalidElement", source, line, port, detail })
  return Effect.mapError(Effect.fromResult(codec.read(written.element)), invalid)
}

const isMove = (kind: Move["kind"]) => (event: OnEdge): event is Move => event.kind === kind

/** How a port ended: as soon as one of its edges failed (S10), otherwise when all have ended. */
const endOf = (events: ReadonlyArray<OnEdge>, edges: number): End | undefined => {
  const ends = events.filter((event) => event.kind === "end")
  const failed = ends.find(({ by }) => by === "Failed")
  if (failed !== undefined || ends.length < edges) return failed
  // An edge of an outlet that somebody left does not make the others less complete; an inlet is left as a whole.
  return ends.findLast(({ by }) => by === "Completed") ?? ends.at(-1)
}

export const partOf = (
  given: Recording | string,
  stream: Definition.Input,
  { run = 0, step }: Of
): Effect.Effect<Part, RecordingError> =>
  Effect.gen(function*() {
    const recording = typeof given === "string" ? yield* parse(given) : given
    const { events, header, source } = recording
    const start = events.find((event) => event.kind === "start" && event.run === run)
    if (start === undefined) {
      const runs = events.filter(({ kind }) => kind === "start").length
      const detail = `there is no run ${run}; ${runs} were recorded, counted from 0`
      return yield* new RecordingError({ kind: "NoSuchRun", source, detail })
    }
    const lost = events.find((event) => event.kind === "lost")
    if (lost !== undefined) {
      const detail = `${lost.count} events were lost here, since the writer did not keep up`
      return yield* new RecordingError({ kind: "Lost", source, line: lost.line, detail })
    }
    const ports = yield* portsOf(recording, stream, step)
    const edgesAt = (end: "from" | "to", port: string) =>
      header.edges.flatMap((edge, index) => edge[end] === `${step}.${port}` ? [index] : [])
    const ofRun = events.filter((event): event is OnEdge & Lined => "edge" in event && event.run === run)

    const acts: Array<Act> = []
    const inlets = new Map<string, RecordedInlet>()
    for (const [port, codec] of ports.in) {
      const edges = edgesAt("to", port)
      const mine = ofRun.filter(({ edge }) => edges.includes(edge))
      const pops = mine.filter(isMove("pop"))
      const pushesOf = (edge: number) => mine.filter((event) => event.edge === edge).filter(isMove("push"))
      const left = new Map(edges.map((edge) => [edge, pushesOf(edge)[Symbol.iterator]()]))
      const elements: Array<RecordedInlet["elements"][number]> = []
      for (const { edge, line, seq, ...pop } of pops) {
        const element = yield* readElement(source, `${step}.${port}`, codec, line, writtenOf(pop))
        elements.push({ element, pushed: left.get(edge)?.next().value?.seq ?? seq, popped: seq })
      }
      for (
        const { seq, ...push } of [...left.values()].flatMap((pushes) => [...pushes]).toSorted((a, b) => a.seq - b.seq)
      ) {
        // These were written by the outlet's schema, and nobody popped them: what the inlet's cannot read is left out.
        const read = "element" in push ? codec.read(push.element) : Result.fail("")
        if (Result.isSuccess(read)) elements.push({ element: read.success, pushed: seq, popped: Infinity })
      }
      const ended = endOf(mine, edges.length)
      const inlet = { elements, end: ended?.by === "Completed" ? ended : undefined }
      inlets.set(port, inlet)
      acts.push(...feedingsOf(port, pops, inlet))
    }

    const outlets = new Map<string, RecordedOutlet>()
    for (const [port, codec] of ports.out) {
      const edges = edgesAt("from", port)
      const mine = ofRun.filter(({ edge }) => edges.includes(edge))
      // Each has all elements, until it was cancelled.
      const pushes = edges.map((edge) => mine.filter((event) => event.edge === edge).filter(isMove("push")))
        .reduce((longest, other) => other.length > longest.length ? other : longest)
        .map((event) => ({ seq: event.seq, line: event.line, at: event.at, written: writtenOf(event) }))
      const end = ports.isWhole(port) ? endOf(mine, edges.length) : undefined
      acts.push(...requestsOf(port, pushes))
      if (end?.by === "Cancelled") acts.push({ seq: end.seq, at: end.at, cancel: port })
      outlets.set(port, { codec, pushes, end })
    }

    const ended = events.find((event) => event.kind === "exit")
    const until = ofRun.findLast(({ edge }) =>
      [header.edges[edge]!.from, header.edges[edge]!.to].some((label) => stepOf(label) === step)
    )
    return {
      source,
      startedAt: header.startedAt,
      from: start.at,
      until: until?.at ?? start.at,
      acts: inOrder(acts),
      inlets,
      outlets,
      hasSucceeded: ended?.exit === "Success",
      hasFailed: ended?.step === `${header.workflow}/${step}`
    }
  })
