/** The command line of `pnpm bench`. */
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

export const help = `pnpm bench [options]: measures the cases, prints tables, and writes the results as JSON.

  --quick          fewer elements and rounds, and no curves of capacities: under two minutes
  --only B1,B3     these cases only
  --rounds N       how often each peer is measured (9, or 3 with --quick; fewer where it takes a process)
  --json FILE      where the results go (benchmarks/out/results.json, or comparison.json with --compare)
  --compare REV    our own peers with the packages as they are, against those of another revision
  --help           this

pnpm bench:document [FILE] writes docs/performance.md and its picture from the results.`

export interface Options {
  readonly quick: boolean
  /** The ids of the cases to run. */
  readonly only: ReadonlySet<string>
  readonly rounds: number
  /** The rounds of peers that measure by themselves, each of which takes a process. */
  readonly figureRounds: number
  readonly json: string
  readonly compare: string | undefined
}

/** What the user has to be told; it needs no stack. */
export class UsageError extends Error {}

export const out = join(import.meta.dirname, "../out")

/** A path as the user wrote it, who may stand elsewhere than the script that pnpm runs. */
export const fromUser = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path)

/** Gives undefined where only help is asked for. */
export const parseOptions = (args: ReadonlyArray<string>, ids: ReadonlyArray<string>): Options | undefined => {
  const { values } = parse(args)
  if (values.help) return undefined
  const quick = values.quick ?? false
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds is a whole number from 1, not ${values.rounds}`)
  }
  const only = values.only?.split(",").map((id) => id.trim())
  const unknown = only?.filter((wanted) => !ids.some((id) => isMeant(wanted, id))) ?? []
  if (unknown.length > 0) throw new UsageError(`no such case: ${unknown.join(", ")}; there are ${ids.join(", ")}`)
  const file = values.compare === undefined ? "results.json" : "comparison.json"
  const json = values.json === undefined ? join(out, file) : fromUser(values.json)
  const chosen = new Set(only ? ids.filter((id) => only.some((wanted) => isMeant(wanted, id))) : ids)
  const [usual, figures] = quick ? [3, 1] : [9, 5]
  return {
    quick,
    only: chosen,
    rounds: rounds ?? usual,
    figureRounds: rounds ?? figures,
    json,
    compare: values.compare
  }
}

/** Whether the id is meant: `B6` means `B6 ordered` and `B6 unordered`, and `B1` does not mean `B10`. */
const isMeant = (wanted: string, id: string): boolean => {
  const [short, long] = [wanted.toLowerCase(), id.toLowerCase()]
  return short !== "" && long.startsWith(short) && !/^\d/.test(long.slice(short.length))
}

const parse = (args: ReadonlyArray<string>) => {
  try {
    return parseArgs({
      // pnpm hands on the `--` that separates its own options.
      args: args.filter((arg) => arg !== "--"),
      options: {
        quick: { type: "boolean" },
        only: { type: "string" },
        rounds: { type: "string" },
        json: { type: "string" },
        compare: { type: "string" },
        help: { type: "boolean" }
      }
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
