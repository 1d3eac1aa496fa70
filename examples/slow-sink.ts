/**
 * A fan-out with one slow sink: every reading goes to both sinks, and the slow one sets the pace. The fast one is never
 * further ahead than the slow one's edge holds, so memory stays bounded however long the feed is.
 *
 * Run it: `npx tsx slow-sink.ts`
 */
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { In } from "@effect-mimo/decorators"
import { Console, Effect, Schema } from "effect"
import { pathToFileURL } from "node:url"

/** Takes every reading at once. */
class Dashboard extends Stream {
  @In(Schema.Int)
  readonly reading!: In<number>;

  *run() {
    let shown = 0
    yield* this.reading.forEach(() => {
      shown++
    })
    return shown
  }
}

/** Needs a while for each reading, as a database far away would. */
class Archive extends Stream {
  @In(Schema.Int)
  readonly reading!: In<number>;

  *run() {
    let stored = 0
    yield* this.reading.forEach(() =>
      Effect.map(Effect.sleep("5 millis"), () => {
        stored++
      })
    )
    return stored
  }
}

export const fanOut = (count: number, capacity: number) =>
  Workflow.make("fan-out", {
    readings: Source.fromIterable(Schema.Int, Array.from({ length: count }, (_, i) => i)),
    dashboard: Dashboard,
    archive: Archive
  }, ({ archive, dashboard, readings }) => {
    readings.pipe(dashboard, { capacity })
    readings.pipe(archive, { capacity })
  })

/** How many readings each sink has taken so far. */
export const taken = ({ edges }: Workflow.Snapshot): { readonly dashboard: number; readonly archive: number } => {
  const popped = (inlet: string): number => edges.find((edge) => edge.to === inlet)?.popped ?? 0
  return { dashboard: popped("dashboard.reading"), archive: popped("archive.reading") }
}

const show = Effect.fnUntraced(function*(capacity: number) {
  yield* Console.log(`capacity ${capacity}`)
  const running = yield* Workflow.launch(fanOut(200, capacity))
  const watch = Effect.gen(function*() {
    yield* Effect.sleep("250 millis")
    const { archive, dashboard } = taken(yield* running.snapshot)
    yield* Console.log(`  dashboard ${dashboard}, archive ${archive}: ${dashboard - archive} ahead`)
  })
  yield* Effect.forkScoped(Effect.forever(watch))
  const { archive, dashboard } = yield* running.await
  yield* Console.log(`  in the end: dashboard ${dashboard}, archive ${archive}`)
}, Effect.scoped)

export const program = Effect.forEach([4, 64], show)

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await Effect.runPromise(program)
