/** The results of a case on the terminal. */
import Table from "cli-table3"
import { styleText } from "node:util"
import type { CaseResult } from "./Results.ts"
import { type Grid, tables } from "./table.ts"
import { contest, reached, verdict, wanted } from "./wording.ts"

export const heading = (
  { elements, id, title, unit }: Pick<CaseResult, "elements" | "id" | "title" | "unit">
): string => `${styleText("bold", `${id}  ${title}`)}  ${styleText("dim", `${elements.toLocaleString("en")} ${unit}`)}`

/** A table whose first columns are text, as is one with notes; the others are numbers. */
export const draw = ({ head, rows }: Grid, text: number): string => {
  const plain = !process.stdout.isTTY
  const drawn = new Table({
    head: [...head],
    colAligns: head.map((name, i) => (i < text || name === "note" ? "left" : "right")),
    style: { head: plain ? [] : ["bold"], border: plain ? [] : ["gray"], compact: true }
  })
  drawn.push(...rows.map((row) => [...row]))
  return String(drawn)
}

export const caseReport = (result: CaseResult): string => {
  const failures = result.peers.flatMap(({ failure, name }) =>
    failure === undefined ? [] : [styleText("red", `${result.id}, ${name}: ${failure}`)]
  )
  return [heading(result), ...tables(result).map((grid) => draw(grid, 1)), ...failures, ...targetLines(result)].join(
    "\n"
  )
}

const colours = { met: "green", missed: "red", unknown: "yellow" } as const

const targetLines = ({ targets }: CaseResult): ReadonlyArray<string> =>
  targets.map((target) => {
    const found = verdict(target)
    return `  ${styleText(colours[found], found.padEnd(7))} ${contest(target)}: ${reached(target)}, ${
      wanted(target)
    } wanted`
  })
