/**
 * The command line of the flight desk.
 */
import { Data, Effect, Runtime } from "effect"
import { resolve } from "node:path"
import { parseArgs } from "node:util"

export interface Flags {
  /** Records to read; all when undefined. */
  readonly limit: number | undefined
  readonly capacity: number
  /** Milliseconds the writer of late alerts sleeps for each of them. */
  readonly slowSink: number
  readonly out: string
  readonly data: string | undefined
  readonly help: boolean
}

export class BadFlags extends Data.TaggedError("BadFlags")<{ readonly problem: string }> {
  override readonly [Runtime.errorExitCode] = 2
  override get message(): string {
    return `${this.problem} (see --help)`
  }
}

export const usage = `A flight desk: three million US flights through one workflow, every record accounted for.

Usage: npx -y pnpm@12.21.0 demo [flags]

  --limit <n>         read only the first n records (default: all 3,000,000)
  --capacity <n>      how many elements an edge holds (default: 256)
  --slow-sink [ms]    make the writer of late alerts sleep for each alert (default when given: 2 ms)
  --out <directory>   where the files go (default: out/flights)
  --data <directory>  where flights-3m.parquet and airports.csv are (default: the npm package vega-datasets)
  -h, --help          print this`

const defaultSlowness = "2"
const isNegative = /^-\d/

// `--slow-sink` alone means the default slowness; parseArgs knows options with a value or without one, but not both.
const completeArguments = (args: ReadonlyArray<string>): ReadonlyArray<string> =>
  args.filter((arg) => arg !== "--").flatMap((arg, i, all) => {
    const next = all[i + 1]
    if (arg === "--slow-sink" && (next === undefined || next.startsWith("--"))) return [`${arg}=${defaultSlowness}`]
    // A negative number is the value of the flag before it, there to be refused as a value.
    if (i > 0 && isNegative.test(arg)) return []
    return next !== undefined && isNegative.test(next) ? [`${arg}=${next}`] : [arg]
  })

// The directory the command was given in: pnpm runs a package's script in the directory of the package.
const fromHere = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path)

const parseFlags = (args: ReadonlyArray<string>): Flags => {
  const { values } = parseArgs({
    args: [...completeArguments(args)],
    options: {
      limit: { type: "string" },
      capacity: { type: "string" },
      "slow-sink": { type: "string" },
      out: { type: "string" },
      data: { type: "string" },
      help: { type: "boolean", short: "h" }
    }
  })
  const whole = (name: "limit" | "capacity" | "slow-sink", least: number): number | undefined => {
    const text = values[name]
    if (text === undefined) return undefined
    const n = /^[\d_,]+$/.test(text) ? Number(text.replace(/[_,]/g, "")) : NaN
    if (!Number.isSafeInteger(n) || n < least) {
      throw new BadFlags({ problem: `--${name} takes a whole number from ${least} up, not "${text}"` })
    }
    return n
  }
  return {
    limit: whole("limit", 1),
    capacity: whole("capacity", 1) ?? 256,
    slowSink: whole("slow-sink", 0) ?? 0,
    out: fromHere(values.out ?? "out/flights"),
    data: values.data === undefined ? undefined : fromHere(values.data),
    help: values.help ?? false
  }
}

export const readFlags = (args: ReadonlyArray<string>): Effect.Effect<Flags, BadFlags> =>
  Effect.try({
    try: () => parseFlags(args),
    catch: (error) =>
      error instanceof BadFlags
        ? error
        // Node's message explains at length; its first sentence says what is wrong.
        : new BadFlags({ problem: (error instanceof Error ? error.message : String(error)).split(/[\n.]/)[0] ?? "" })
  })
