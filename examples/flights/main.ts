/**
 * The flight desk: three million records of US flights through one workflow. `--help` lists the flags.
 */
import { Workflow } from "@effect-mimo/core"
import { NodeRuntime } from "@effect/platform-node"
import { Cause, Clock, Effect } from "effect"
import { AccountsDoNotBalance, accountsOf, wrongIn } from "./accounts.ts"
import { locate, openFlights } from "./data.ts"
import type { DataFiles, FlightFile } from "./data.ts"
import { readFlags, usage } from "./flags.ts"
import type { Flags } from "./flags.ts"
import { Outputs } from "./output.ts"
import { progressBar } from "./progress.ts"
import { accountsText, summaryText, waitsText } from "./report.ts"
import { leastFlights } from "./streams/routes.ts"
import { flightDesk } from "./workflow.ts"

const print = (text: string): Effect.Effect<void> => Effect.sync(() => void process.stdout.write(`${text}\n`))
const complain = (text: string): Effect.Effect<void> =>
  Effect.sync(() => void process.stderr.write(`flights: ${text}\n`))

// Whoever reads may stop reading, as `head` does; the files are written all the same.
process.stdout.on("error", () => {})

const samplingEvery = 20

const runDesk = (flags: Flags, files: DataFiles, flights: FlightFile) =>
  Effect.gen(function*() {
    const limit = Math.min(flags.limit ?? flights.rows, flights.rows)
    const { capacity, slowSink } = flags
    const desk = flightDesk({ flights, airports: files.airports, limit, capacity, slowSink })

    const outputs = yield* Outputs
    const startedAt = yield* Clock.currentTimeMillis
    const running = yield* Workflow.launch(desk)
    let mostInFlight = 0
    const sample = Effect.map(running.snapshot, ({ edges }) => {
      mostInFlight = Math.max(mostInFlight, edges.reduce((sum, edge) => sum + edge.size, 0))
    })
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(sample, Effect.sleep(samplingEvery))))
    const results = yield* progressBar(
      limit,
      Effect.map(running.snapshot, ({ edges }) => edges.find((edge) => edge.from === "read.record")?.pushed ?? 0)
    ).pipe(Effect.andThen(running.await), Effect.scoped)
    const seconds = ((yield* Clock.currentTimeMillis) - startedAt) / 1000

    const { edges, steps } = yield* running.snapshot
    const accounts = accountsOf(edges, {
      read: results.read,
      hourly: results.hourly.counted,
      routes: results.routes.counted,
      alerts: results.alerts,
      deadLetters: results.deadLetters,
      alertsFile: results.alertsFile,
      hourlyFile: results.hourlyFile,
      routesFile: results.routesFile
    }, limit)
    yield* print(accountsText(accounts, steps.map(({ step }) => step)))
    const wrong = wrongIn(accounts)
    if (wrong.length > 0) return yield* new AccountsDoNotBalance({ wrong })

    if (slowSink > 0) yield* print(waitsText(edges))
    yield* outputs.put("graph.mmd", Workflow.toMermaid(desk))
    const summarize = (files: ReadonlyArray<string>): string =>
      summaryText({
        accounts,
        worst: results.routes.worst,
        leastFlights,
        seconds,
        files,
        inFlight: { most: mostInFlight, capacity: edges.reduce((sum, edge) => sum + edge.capacity, 0) },
        peakMegabytes: process.resourceUsage().maxRSS / 1024
      }, limit)
    // Uninterruptible: once the files have their names, it is said that they have.
    yield* Effect.uninterruptible(Effect.flatMap(outputs.commit, (files) => print(summarize(files))))
  })

const program = Effect.gen(function*() {
  const flags = yield* readFlags(process.argv.slice(2))
  if (flags.help) return yield* print(usage)
  const files = locate(flags.data)
  const flights = yield* openFlights(files.flights)
  yield* runDesk(flags, files, flights).pipe(Effect.scoped, Effect.provide(Outputs.layer(flags.out)))
}).pipe(
  // A finalizer, so that it speaks on Ctrl-C too.
  Effect.onError((cause) => {
    if (Cause.hasInterruptsOnly(cause)) return complain("interrupted; no file was written")
    const error = Cause.squash(cause)
    return complain(Cause.hasDies(cause) || !(error instanceof Error) ? Cause.pretty(cause) : error.message)
  })
)

NodeRuntime.runMain(program, { disableErrorReporting: true })
