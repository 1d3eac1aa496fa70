/**
 * The lines of a recording: a header, and an event each.
 *
 * ```text
 *   {"format":"effect-mimo/recording","version":1,"workflow":"doubling",…}
 *   {"seq":1,"at":0,"kind":"start","run":0}
 *   {"seq":2,"at":0,"run":0,"edge":0,"kind":"push","element":1}
 *   {"seq":3,"at":0,"run":0,"edge":0,"kind":"pop","element":1}
 *   {"seq":4,"at":5,"run":0,"edge":0,"kind":"end","by":"Completed"}
 *   {"seq":5,"at":5,"kind":"exit","exit":"Success"}
 * ```
 */
import { Description } from "@effect-mimo/core"
import * as Schema from "effect/Schema"
import { PortShape } from "./shape.ts"

export const format = "effect-mimo/recording"

/**
 * The version of recordings that this version of the library writes, and the only one that it reads.
 *
 * @category models
 * @since 0.1.0
 */
export const version = 1

const EdgeName = Schema.Struct({ from: Schema.String, to: Schema.String })

/**
 * The first line of a recording: the workflow, its shape, the edges that were recorded, and the schemas of their ports.
 *
 * **Details**
 *
 * `startedAt` is the time zero of the events in milliseconds since 1970, by the Clock of the program recorded. Each `at` of
 * an event is in milliseconds since then. A push is written by the schema of the outlet, a pop by that of the inlet.
 *
 * @category models
 * @since 0.1.0
 */
export const Header = Schema.Struct({
  format: Schema.Literal(format),
  version: Schema.Literal(version),
  workflow: Schema.String,
  startedAt: Schema.Finite,
  clock: Schema.Literal("milliseconds"),
  edges: Schema.Array(EdgeName),
  ports: Schema.Record(Schema.String, PortShape),
  description: Description.Description
})

/**
 * The type of {@link Header}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Header extends Schema.Schema.Type<typeof Header> {}

const onEdge = { seq: Schema.Int, at: Schema.Finite, run: Schema.Int, edge: Schema.Int }
const moves = { ...onEdge, kind: Schema.Literals(["push", "pop"]) }

/**
 * A later line of a recording, in the order in which things happened.
 *
 * **Details**
 *
 * - `start`: a run of the workflow began; runs count from 0.
 * - `push`, `pop`: an element went onto an edge or left it to its consumer; `unwritten` is why it has no JSON form.
 * - `end`: the edge ended.
 * - `lost`: so many events from `seq` on were dropped, because the writer did not keep up.
 * - `exit`: how the effect that was recorded ended; the last line.
 *
 * @category models
 * @since 0.1.0
 */
export const Event = Schema.Union([
  Schema.Struct({ ...moves, element: Schema.Json }),
  Schema.Struct({ ...moves, unwritten: Schema.String }),
  Schema.Struct({ ...onEdge, kind: Schema.Literal("end"), by: Schema.Literals(["Completed", "Failed", "Cancelled"]) }),
  Schema.Struct({ seq: Schema.Int, at: Schema.Finite, kind: Schema.Literal("start"), run: Schema.Int }),
  Schema.Struct({ seq: Schema.Int, at: Schema.Finite, kind: Schema.Literal("lost"), count: Schema.Int }),
  Schema.Struct({
    seq: Schema.Int,
    at: Schema.Finite,
    kind: Schema.Literal("exit"),
    exit: Schema.Literals(["Success", "Failure", "Interrupted"]),
    step: Schema.optionalKey(Schema.String),
    cause: Schema.optionalKey(Schema.String)
  })
])

/**
 * The type of {@link Event}.
 *
 * @category models
 * @since 0.1.0
 */
export type Event = typeof Event.Type
