import { TestStream } from "@effect-mimo/testing"
import { assert, describe, it } from "@effect/vitest"
import { parse } from "csv-parse/sync"
import { Context, Effect, Layer } from "effect"
import type { Scope } from "effect"
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { copyFile, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { locate, openFlights } from "../flights/data.ts"
import { readFlags } from "../flights/flags.ts"
import { Outputs } from "../flights/output.ts"
import { ReadAirports } from "../flights/streams/read-airports.ts"

const main = new URL("../flights/main.ts", import.meta.url).pathname
const tsx = ["--import", import.meta.resolve("tsx"), main]
const cwd = new URL("..", import.meta.url).pathname

interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const desk = (...args: ReadonlyArray<string>): Effect.Effect<Finished> =>
  Effect.callback((resume) => {
    const child = execFile(process.execPath, [...tsx, ...args], { cwd }, (error, stdout, stderr) => {
      resume(Effect.succeed({ code: error === null ? 0 : Number(error.code), stdout, stderr }))
    })
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

const directory: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "flights-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const filesIn = (path: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.promise(() => readdir(path).then((names) => names.sort(), () => []))

const read = (...path: ReadonlyArray<string>): Effect.Effect<string> =>
  Effect.promise(() => readFile(join(...path), "utf8"))
const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

// A run is a process of its own with Node to start and a Parquet file to read.
const timeout = 60_000

describe("the flight desk", { concurrent: false }, () => {
  it.live("writes its files, and accounts for every record", () =>
    Effect.gen(function*() {
      const out = yield* directory
      const { code, stderr, stdout } = yield* desk("--limit", "20000", "--out", out)
      assert.strictEqual(stderr, "")
      assert.strictEqual(code, 0)
      assert.include(stdout, "Every record accounted for: 20,000 of 20,000.")
      assert.notInclude(stdout, "✗")
      assert.notInclude(stdout, "\u001b", "no colours and no progress bar when stdout is no terminal")
      assert.deepStrictEqual(yield* filesIn(out), [
        "dead-letters.ndjson",
        "delays.svg",
        "graph.mmd",
        "hourly.csv",
        "late-alerts.ndjson",
        "worst-routes.csv"
      ])

      const hours = parse<Record<string, string>>(yield* read(out, "hourly.csv"), { columns: true })
      const deadLetters = lines(yield* read(out, "dead-letters.ndjson")).map((line) => JSON.parse(line))
      const flights = hours.reduce((sum, row) => sum + Number(row["flights"]), 0)
      assert.strictEqual(flights + deadLetters.length, 20_000)
      for (const { early, flights, late, on_time } of hours) {
        assert.strictEqual(Number(early) + Number(on_time) + Number(late), Number(flights))
      }
      const alerts = lines(yield* read(out, "late-alerts.ndjson")).map((line) => JSON.parse(line))
      assert.isAbove(alerts.length, 0)
      assert.isTrue(alerts.every((alert) => alert.delay > 180))
      assert.match(yield* read(out, "delays.svg"), /^<svg[\s\S]*<\/svg>\s*$/)
      assert.match(yield* read(out, "graph.mmd"), /^(flowchart|graph) /m)
    }), timeout)

  it.live("gives the same files for any capacity", () =>
    Effect.gen(function*() {
      const [one, many] = [yield* directory, yield* directory]
      const exits = yield* Effect.all([
        desk("--limit", "5000", "--capacity", "1", "--out", one),
        desk("--limit", "5000", "--capacity", "4096", "--slow-sink", "1", "--out", many)
      ])
      assert.deepStrictEqual(exits.map(({ code }) => code), [0, 0])
      assert.include(exits[1].stdout, "Back-pressure")
      for (const name of ["hourly.csv", "worst-routes.csv", "late-alerts.ndjson"]) {
        assert.strictEqual(yield* read(one, name), yield* read(many, name))
      }
    }), timeout)

  it.live("says in one line which file is truncated, and writes nothing", () =>
    Effect.gen(function*() {
      const [data, out] = [yield* directory, yield* directory]
      const [whole, cut] = [locate(), locate(data)]
      const expectFailure = (problem: RegExp) =>
        Effect.gen(function*() {
          const { code, stderr, stdout } = yield* desk("--limit", "2000", "--data", data, "--out", out)
          assert.strictEqual(code, 1)
          assert.strictEqual(stdout, "")
          assert.strictEqual(lines(stderr).length, 1)
          assert.match(stderr, problem)
          assert.deepStrictEqual(yield* filesIn(out), [])
        })
      const parquet = yield* Effect.promise(() => readFile(whole.flights))
      yield* Effect.promise(() => writeFile(cut.flights, parquet.subarray(0, parquet.length / 2)))
      yield* expectFailure(/flights-3m\.parquet: truncated, or not a Parquet file/)
      yield* Effect.promise(() => writeFile(cut.flights, parquet))
      const csv = yield* Effect.promise(() => readFile(whole.airports))
      yield* Effect.promise(() => writeFile(cut.airports, csv.subarray(0, csv.length / 2)))
      yield* expectFailure(/airports\.csv: truncated, or not the CSV file expected/)
    }), timeout)

  it.live("notices wherever airports.csv is cut inside a line", () =>
    Effect.gen(function*() {
      const path = join(yield* directory, "airports.csv")
      const header = "iata,name,city,state,country,latitude,longitude\n"
      const row = "BOS,Logan,Boston,MA,USA,42.36,-71.00\n"
      for (let end = 1; end < row.length; end++) {
        yield* Effect.promise(() => writeFile(path, header + row + row.slice(0, end)))
        const { exit } = yield* TestStream.run(ReadAirports.of(path), {})
        assert.match((yield* Effect.flip(exit)).message, /airports\.csv: truncated/)
      }
      yield* Effect.promise(() => writeFile(path, `\uFEFF${header}${row}`))
      const { outputs } = yield* TestStream.run(ReadAirports.of(path), {})
      assert.deepStrictEqual(outputs.airport.map(({ iata, longitude }) => [iata, longitude]), [["BOS", -71]])
    }))

  it.live("says which file is missing", () =>
    Effect.gen(function*() {
      const files = locate(yield* directory)
      const noFlights = yield* Effect.flip(openFlights(files.flights))
      assert.strictEqual(noFlights.message, `${files.flights}: no such file or directory`)
      const noAirports = yield* TestStream.run(ReadAirports.of(files.airports), {})
      const { message } = yield* Effect.flip(noAirports.exit)
      assert.strictEqual(message, `${files.airports}: no such file or directory`)
    }))

  it.live("removes what it has written when the data turn out to be damaged half-way", () =>
    Effect.gen(function*() {
      const [data, out] = [yield* directory, yield* directory]
      const [whole, damaged] = [locate(), locate(data)]
      yield* Effect.promise(async () => {
        await copyFile(whole.airports, damaged.airports)
        await copyFile(whole.flights, damaged.flights)
        const file = await open(damaged.flights, "r+")
        // Into the second row group; the footer, which is at the end, stays whole.
        await file.write(new Uint8Array(200_000), 0, 200_000, 1_400_000)
        await file.close()
      })
      const { code, stderr } = yield* desk("--limit", "300000", "--data", data, "--out", out)
      assert.strictEqual(code, 1)
      assert.strictEqual(lines(stderr).length, 1)
      assert.match(stderr, /flights-3m\.parquet: row group 1 /)
      assert.deepStrictEqual(yield* filesIn(out), [])
    }), timeout)

  it.live("ends on SIGINT with its finalizers run and no file under its final name", () =>
    Effect.gen(function*() {
      const out = yield* directory
      const result = yield* Effect.promise(async (signal) => {
        const child = spawn(process.execPath, [...tsx, "--slow-sink", "50", "--out", out], { cwd, signal })
        let stderr = ""
        child.stderr.on("data", (chunk) => stderr += chunk)
        const exited = once(child, "exit")
        const isWriting = async () =>
          (await readdir(out, { recursive: true })).some((name) => name.endsWith("late-alerts.ndjson"))
        while (!await isWriting()) await setTimeout(10, undefined, { signal })
        child.kill("SIGINT")
        const [code] = await exited
        return { code, stderr }
      })
      assert.strictEqual(result.code, 130)
      assert.strictEqual(result.stderr, "flights: interrupted; no file was written\n")
      assert.deepStrictEqual(yield* filesIn(out), [])
    }), timeout)

  it.effect("two runs at once do not write into each other's files", () =>
    Effect.gen(function*() {
      const out = yield* directory
      const open = Layer.build(Outputs.layer(out))
      yield* Effect.scoped(Effect.gen(function*() {
        const [first, second] = [Context.get(yield* open, Outputs), Context.get(yield* open, Outputs)]
        yield* first.put("a", "of the first")
        yield* second.put("a", "of the second")
        yield* first.commit
        assert.strictEqual(yield* read(out, "a"), "of the first")
        yield* second.commit
        assert.strictEqual(yield* read(out, "a"), "of the second")
      }))
      assert.deepStrictEqual(yield* filesIn(out), ["a"])
    }))

  it.effect("says in one line where it cannot write, and the path once", () =>
    Effect.gen(function*() {
      const out = join(yield* directory, "file")
      yield* Effect.promise(() => writeFile(out, ""))
      const { message } = yield* Effect.flip(Effect.scoped(Layer.build(Outputs.layer(out))))
      assert.strictEqual(message, `${out}: file already exists`)
    }))

  it.live("refuses a bad flag in one line", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* desk("--limit", "many")
      assert.strictEqual(code, 2)
      assert.strictEqual(stdout, "")
      assert.strictEqual(stderr, "flights: --limit takes a whole number from 1 up, not \"many\" (see --help)\n")
    }), timeout)

  it.effect("knows bad flags from good ones", () =>
    Effect.gen(function*() {
      const bad = [["--limit", "-3"], ["--limit"], ["--capacity", "0"], ["--slow-sink", "fast"], ["--nope"], ["extra"]]
      for (const args of bad) {
        const { message } = yield* Effect.flip(readFlags(args))
        assert.match(message, /^[^\n]+ \(see --help\)$/)
      }
      const negative = yield* Effect.flip(readFlags(["--limit", "-3"]))
      assert.strictEqual(negative.message, "--limit takes a whole number from 1 up, not \"-3\" (see --help)")
      const slowness = (...args: ReadonlyArray<string>) => Effect.map(readFlags(args), ({ slowSink }) => slowSink)
      assert.strictEqual(yield* slowness(), 0)
      assert.strictEqual(yield* slowness("--slow-sink"), 2)
      assert.strictEqual(yield* slowness("--slow-sink", "--limit", "10"), 2)
      assert.strictEqual(yield* slowness("--slow-sink", "7"), 7)
      assert.strictEqual((yield* readFlags(["--", "--limit", "300_000"])).limit, 300_000)
    }))
})
