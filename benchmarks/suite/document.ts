/** The measured part of `docs/performance.md`. */
import type { CaseResult, Results } from "./Results.ts"
import { type Grid, tables } from "./table.ts"
import { contest, reached, verdict, wanted } from "./wording.ts"

const begin = "<!-- measured -->"
const end = "<!-- /measured -->"

/** What the file is before anyone has written in it. */
const blank = `# Performance\n\n${begin}\n${end}\n`

/** The text with what was measured between its marks; undefined where there are none. */
export const withMeasured = (text: string | undefined, measured: string): string | undefined => {
  const [before, rest] = (text ?? blank).split(begin)
  const after = rest?.split(end)[1]
  return after === undefined ? undefined : `${before}${begin}\n\n${measured}\n\n${end}${after}`
}

/** `picture` is the chart's path from the document. */
export const measured = (results: Results, picture: string | undefined): string =>
  [
    about(results),
    ...(picture === undefined ? [] : [`![The time of each peer per element, in multiples of ours](${picture})`]),
    ...results.cases.map(section)
  ].join("\n\n")

const about = ({ date, machine, quick, rounds, versions }: Results): string => {
  const day = new Date(date).toLocaleDateString("en", { dateStyle: "long", timeZone: "UTC" })
  const revision = `revision \`${versions.revision}\`${versions.dirty ? " with changes" : ""}`
  return [
    ["machine", `${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.os}`],
    ["versions", `Node ${versions.node}, effect ${versions.effect}, rxjs ${versions.rxjs}, ${revision}`],
    ["date", `${day}${quick ? ", a quick run" : ""}, ${rounds} rounds`]
  ].reduce((text, [what, value]) => `${text}\n| ${what} | ${value} |`, "| measured on | |\n| --- | --- |")
}

const section = (result: CaseResult): string =>
  [
    `### ${result.id}. ${result.title}`,
    `${result.elements.toLocaleString("en")} ${result.unit}.`,
    ...tables(result).map((grid) => markdown(grid, (head) => head !== "peer" && head !== "note")),
    ...(result.targets.length === 0 ? [] : [markdown(targets(result), () => false)])
  ].join("\n\n")

const targets = (result: CaseResult): Grid => ({
  head: ["target", "wanted", "reached (by round)", ""],
  rows: result.targets.map((target) => [contest(target), wanted(target), reached(target), verdict(target)])
})

const markdown = ({ head, rows }: Grid, isNumber: (head: string) => boolean): string => {
  const line = (cells: ReadonlyArray<string>) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [head, head.map((name) => (isNumber(name) ? "---:" : "---")), ...rows].map(line).join("\n")
}
