/** A timed test of one stream, written as a table. */
import { type Definition, Workflow } from "@effect-mimo/core"
import type * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { faultOf, whereText } from "../internal/fault.ts"
import { play } from "../internal/play.ts"
import type { Action, AnyRow, Expectation } from "../internal/rows.ts"
import { tableOf } from "../internal/table.ts"
import { failure } from "../internal/verdict.ts"
import type { Options } from "./run.ts"

/**
 * What a row of a script does or expects; the members of {@link Script} make them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Entry {
  readonly entry: Action | Expectation
}

/**
 * What happens at one time; `at` of {@link Script} makes them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Row {
  readonly row: AnyRow
}

/**
 * An inlet in a script: called with elements it is given them. `end` completes it, `fail` fails it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ScriptInlet<in A> {
  (...elements: ReadonlyArray<A>): Entry
  readonly end: Entry
  fail(cause: unknown): Entry
}

/**
 * An outlet in a script: called with elements it is expected to emit them, in this order. `end` expects its end, `cancel`
 * cancels it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ScriptOutlet<in A> {
  (...elements: ReadonlyArray<A>): Entry
  readonly end: Entry
  readonly cancel: Entry
}

/**
 * What the rows of a script are made of.
 *
 * **Details**
 *
 * - `at` makes a row: a time from the start of the script, and what happens then.
 * - `in` and `out` have the ports by name.
 * - `completes` and `fails` expect the end of the stream, with a result or an error when one is given (a Cause for defects).
 * - `waitsOn` expects the ports it is suspended on when all else in the row is done: all of them; without a name, none.
 *
 * @category models
 * @since 0.1.0
 */
export interface Script<D> {
  at(time: Duration.Input, ...entries: ReadonlyArray<Entry>): Row
  readonly in: { readonly [K in keyof Definition.Ins<D>]: ScriptInlet<Definition.Ins<D>[K]> }
  readonly out: { readonly [K in keyof Definition.Outs<D>]: ScriptOutlet<Definition.Outs<D>[K]> }
  completes(result?: Definition.Result<D>): Entry
  fails(error?: Definition.Error<D> | Cause.Cause<Definition.Error<D>>): Entry
  waitsOn(...ports: ReadonlyArray<keyof Definition.Ins<D> | keyof Definition.Outs<D>>): Entry
}

/**
 * What came of a stream is not what its script says: what, and when, and the whole script beside what came.
 *
 * @category errors
 * @since 0.1.0
 */
export class ScriptMismatch
  extends Schema.TaggedError<ScriptMismatch>("@effect-mimo/testing/ScriptMismatch")("ScriptMismatch", {
    stream: Schema.String,
    where: Schema.String,
    reason: Schema.String,
    table: Schema.String
  })
{
  override get message() {
    return `${this.stream}, ${this.where}: ${this.reason}\n\n${this.table}`
  }
}

/**
 * Plays a script on a stream, row by row of virtual time, and compares what comes.
 *
 * **When to use**
 *
 * Use for streams that have to do with time. It reads as a table: at this time this goes in, at that time that comes out.
 *
 * **Details**
 *
 * A row first moves the clock to its time, whereupon all that was to wake by then has gone on; then it does what it has to
 * do, in the order it is written; then the stream goes on until it can do nothing more by itself. What has come by then is
 * compared, outlet by outlet. Rows of the same time follow one another.
 *
 * Between the rows nothing is to come: each element, and the end of the stream, must be in the row of its time. The end of an
 * outlet need not, when it ends with the stream. What would come after the last row is not waited for; a last row without
 * entries says until when nothing more comes.
 *
 * It runs under the clock of the test, or one of its own when the clock is none that can be adjusted. Outlets are read all the
 * time. Where it fails, with {@link ScriptMismatch}, the script has been played to its end all the same, so that what comes
 * too late is told as that.
 *
 * **Example** (Five seconds later)
 *
 * ```ts
 * import { Stream } from "@effect-mimo/core"
 * import { TestStream } from "@effect-mimo/testing"
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 *
 * const Later = Stream.make("Later", {
 *   in: { a: Schema.Int },
 *   out: { x: Schema.Int },
 *   run: ({ a }, { x }) => a.forEach((n) => Effect.andThen(Effect.sleep("5 seconds"), x.push(n)))
 * })
 *
 * const later = TestStream.script(Later, ({ at, in: { a }, out: { x }, completes, waitsOn }) => [
 *   at("0 seconds", a(1, 2)),
 *   at("5 seconds", x(1)),
 *   at("10 seconds", x(2), waitsOn("a")),
 *   at("1 minute", a.end, completes())
 * ])
 * await Effect.runPromise(later)
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const script = <D extends Definition.Input>(
  stream: D,
  rows: (script: Script<D>) => ReadonlyArray<Row>,
  options?: Omit<Options, "patience">
): Effect.Effect<void, ScriptMismatch, Definition.Services<D>> =>
  Effect.gen(function*() {
    const played = yield* play(stream, inOrder(rows(scriptOf(stream)).map(({ row }) => row)), options)
    const fault = faultOf(played)
    if (fault === undefined) return
    return yield* new ScriptMismatch({
      stream: played.stream,
      where: whereText(played, fault),
      reason: fault.text,
      table: tableOf(played, fault)
    })
  })

// -----------------------------------------------------------------------------
// internals
// -----------------------------------------------------------------------------

const made = (entry: Action | Expectation): Entry => ({ entry })

const inlet = (port: string): ScriptInlet<unknown> =>
  Object.assign((...elements: ReadonlyArray<unknown>) => made({ _tag: "Give", port, elements }), {
    end: made({ _tag: "End", port }),
    fail: (cause: unknown) => made({ _tag: "Fail", port, cause })
  })

const outlet = (port: string): ScriptOutlet<unknown> =>
  Object.assign((...elements: ReadonlyArray<unknown>) => made({ _tag: "Emits", port, elements }), {
    end: made({ _tag: "Ends", port }),
    cancel: made({ _tag: "Cancel", port })
  })

const scriptOf = <D extends Definition.Input>(stream: D): Script<D> => {
  const ports = Object.entries(Workflow.single(stream).ports)
  const byName = <P>(direction: "in" | "out", port: (name: string) => P) =>
    Object.fromEntries(
      ports.flatMap(([name, declared]) => declared.direction === direction ? [[name, port(name)] as const] : [])
    )
  const script = {
    at: (time: Duration.Input, ...entries: ReadonlyArray<Entry>): Row => ({
      row: { at: Duration.toMillis(Duration.fromInputUnsafe(time)), entries: entries.map(({ entry }) => entry) }
    }),
    in: byName("in", inlet),
    out: byName("out", outlet),
    completes: (...result: ReadonlyArray<unknown>) =>
      made({ _tag: "Completes", exit: result.length === 0 ? undefined : Exit.succeed(result[0]) }),
    fails: (...error: ReadonlyArray<unknown>) =>
      made({ _tag: "Fails", exit: error.length === 0 ? undefined : failure(error[0]) }),
    waitsOn: (...ports: ReadonlyArray<string>) => made({ _tag: "WaitsOn", ports })
  }
  return script as unknown as Script<D> // by port name, each with the elements of its port
}

/** Rows that go back in time are a mistake of the test. */
const inOrder = (rows: ReadonlyArray<AnyRow>): ReadonlyArray<AnyRow> => {
  const wrong = rows.findIndex(({ at }, i) => i > 0 && at < rows[i - 1]!.at)
  if (wrong >= 0) throw new TypeError(`row ${wrong + 1} of the script is earlier than the one before it`)
  return rows
}
