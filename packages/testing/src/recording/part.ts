/** The part of one step in a recorded run: what it was fed, in which order, and what it pushed. */
import type { Definition } from "@effect-mimo/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
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

const writtenOf = (event: Move): Written =>
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

/** How a port ended: as soon as one of its edges failed (S10), otherwise when all have ended. */
const endOf = (events: ReadonlyArray<OnEdge>, edges: number): End | undefined => {
  const ends = events.filter((event) => event.kind === "end")
  const failed = ends.find(({ by }) => by === "Failed")
  if (failed !== undefined || ends.length < edges) return failed
  // An edge of an outlet that somebody left does not make the others less complete; an inlet is left as a whole.
  return ends.findLast(({ by }) => by === "Completed") ?? ends.at(-1)
}

const movesOf = (events: ReadonlyArray<OnEdge>, kind: Move["kind"]): ReadonlyArray<Move> =>
  events.filter((event): event is Move => event.kind === kind)

const inletOf = (
  edges: ReadonlyArray<ReadonlyArray<OnEdge>>,
  events: ReadonlyArray<OnEdge>,
  codec: ElementCodec,
  read: (pop: Move) => Effect.Effect<unknown, RecordingError>
): Effect.Effect<RecordedInlet, RecordingError> =>
  Effect.gen(function*() {
    const pushes = edges.map((events) => movesOf(events, "push"))
    const edgeOf = new Map(edges.flatMap(([first], index) => first === undefined ? [] : [[first.edge, index] as const]))
    const popped = edges.map(() => 0)
    const elements: Array<RecordedInlet["elements"][number]> = []
    for (const pop of movesOf(events, "pop")) {
      const index = edgeOf.get(pop.edge)!
      // First in, first out (S2).
      const push = pushes[index]![popped[index]!++]
      elements.push({ element: yield* read(pop), pushed: push?.seq ?? pop.seq, popped: pop.seq })
    }
    const left = pushes.flatMap((pushes, index) => pushes.slice(popped[index])).toSorted((a, b) => a.seq - b.seq)
    for (const push of left) {
      // These were written by the outlet's schema, and nobody popped them: what the inlet's cannot read is left out.
      const read = "element" in push ? codec.read(push.element) : Result.fail(push.unwritten)
      if (Result.isSuccess(read)) elements.push({ element: read.success, pushed: push.seq, popped: Infinity })
    }
    const end = endOf(events, edges.length)
    return { elements, end: end?.by === "Completed" ? end : undefined }
  })

const outletOf = (
  edges: ReadonlyArray<ReadonlyArray<OnEdge>>,
  events: ReadonlyArray<OnEdge>,
  codec: ElementCodec,
  isWhole: boolean
): RecordedOutlet => {
  // Each edge has all elements, until it was cancelled.
  const longest = edges.map((events) => movesOf(events, "push")).reduce((a, b) => b.length > a.length ? b : a)
  return {
    codec,
    pushes: longest.map((push) => ({ seq: push.seq, line: push.line, at: push.at, written: writtenOf(push) })),
    end: isWhole ? endOf(events, edges.length) : undefined
  }
}

export const partOf = (
  given: Recording | string,
  stream: Definition.Input,
  { run = 0, step }: Of
): Effect.Effect<Part, RecordingError> =>
  Effect.gen(function*() {
    const recording = typeof given === "string" ? yield* parse(given) : given
    const { events, header, source } = recording
    const lost = events.find((event) => event.kind === "lost")
    if (lost !== undefined) {
      const detail = `${lost.count} events were lost here, since the writer did not keep up`
      return yield* new RecordingError({ kind: "Lost", source, line: lost.line, detail })
    }
    const start = events.find((event) => event.kind === "start" && event.run === run)
    if (start === undefined) {
      const runs = events.filter(({ kind }) => kind === "start").length
      const detail = `there is no run ${run}; ${runs} were recorded, counted from 0`
      return yield* new RecordingError({ kind: "NoSuchRun", source, detail })
    }
    const ports = yield* portsOf(recording, stream, step)
    const ofRun = events.filter((event): event is OnEdge & Lined => "edge" in event && event.run === run)
    const eventsAt = (end: "from" | "to", port: string) => {
      const indices = header.edges.flatMap((edge, index) => edge[end] === `${step}.${port}` ? [index] : [])
      const events = ofRun.filter(({ edge }) => indices.includes(edge))
      return [indices.map((index) => events.filter(({ edge }) => edge === index)), events] as const
    }

    const acts: Array<ReadonlyArray<Act>> = []
    const inlets = new Map<string, RecordedInlet>()
    for (const [port, codec] of ports.in) {
      const [edges, events] = eventsAt("to", port)
      const read = (pop: Move) => readElement(source, `${step}.${port}`, codec, pop.line, writtenOf(pop))
      const inlet = yield* inletOf(edges, events, codec, read)
      inlets.set(port, inlet)
      acts.push(feedingsOf(port, movesOf(events, "pop"), inlet))
    }
    const outlets = new Map<string, RecordedOutlet>()
    for (const [port, codec] of ports.out) {
      const outlet = outletOf(...eventsAt("from", port), codec, ports.isWhole(port))
      const { end, pushes } = outlet
      outlets.set(port, outlet)
      acts.push(requestsOf(port, pushes), end?.by === "Cancelled" ? [{ seq: end.seq, at: end.at, cancel: port }] : [])
    }

    const exit = events.find((event) => event.kind === "exit")
    const isOfStep = ({ edge }: OnEdge) => {
      const { from, to } = header.edges[edge]!
      return stepOf(from) === step || stepOf(to) === step
    }
    return {
      source,
      startedAt: header.startedAt,
      from: start.at,
      until: ofRun.findLast(isOfStep)?.at ?? start.at,
      acts: inOrder(acts.flat()),
      inlets,
      outlets,
      hasSucceeded: exit?.exit === "Success",
      hasFailed: exit?.step === `${header.workflow}/${step}`
    }
  })
