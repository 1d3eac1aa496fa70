/** Writes the counts of a run of the tests, as Vitest reports them, into docs/reliability.md: `pnpm reliability:document`. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

// S1 to S31 of docs/semantics.md.
const rules = 31

interface Test {
  readonly title: string
  readonly status: string
  readonly meta: { readonly runs?: number }
}

interface Report {
  readonly startTime: number
  readonly testResults: ReadonlyArray<{ readonly name: string; readonly assertionResults: ReadonlyArray<Test> }>
}

const report: Report = JSON.parse(readFileSync(join(root, "out", "tests.json"), "utf8"))
const tests = report.testResults.flatMap(({ assertionResults, name }) =>
  assertionResults.filter(({ status }) => status === "passed").map((test) => ({ ...test, file: name }))
)

/** Of "S1, S4–S6: …" the rules 1, 4, 5 and 6. */
const rulesOf = (title: string): ReadonlySet<number> => {
  const [label = ""] = title.split(":")
  const found = new Set<number>()
  for (const [, from, to] of label.matchAll(/S(\d+)(?:–S(\d+))?/g)) {
    for (let rule = Number(from); rule <= Number(to ?? from); rule++) found.add(rule)
  }
  return found
}

const runsOf = (chosen: ReadonlyArray<Test>): number => chosen.reduce((sum, { meta }) => sum + (meta.runs ?? 1), 0)
const number = (n: number): string => n.toLocaleString("en-US")
const row = (name: string, chosen: ReadonlyArray<Test>): string =>
  `| ${name} | ${number(chosen.length)} | ${number(runsOf(chosen))} |`

const inFolder = (folder: string) => tests.filter(({ file }) => file.includes(`/test/${folder}/`))
const semantics = inFolder("semantics")
const date = new Date(report.startTime).toISOString().slice(0, 10)
const table = [
  `Of ${date}, Node ${process.version}: tests whose titles name the rule, and how often they ran what they test, in all orders.`,
  "",
  "| | tests | runs |",
  "| --- | --- | --- |",
  ...Array.from(
    { length: rules },
    (_, n) => row(`S${n + 1}`, semantics.filter(({ title }) => rulesOf(title).has(n + 1)))
  ),
  row("random graphs against the model", inFolder("model").filter(({ meta }) => meta.runs !== undefined)),
  row("a fault at every point", inFolder("faults").filter(({ meta }) => meta.runs !== undefined)),
  row("acceptance cases", inFolder("acceptance")),
  row("mutants that were caught", inFolder("mutants"))
]

const file = join(root, "docs", "reliability.md")
const text = readFileSync(file, "utf8")
const counts = `<!-- counts -->\n\n${table.join("\n")}\n\n<!-- /counts -->`
writeFileSync(file, text.replace(/<!-- counts -->[^]*<!-- \/counts -->/, counts))
