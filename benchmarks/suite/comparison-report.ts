/** A case at two revisions, on the terminal. */
import { styleText } from "node:util"
import type { CaseCompared } from "./Comparison.ts"
import { draw, heading } from "./report.ts"
import { median } from "./statistics.ts"
import { number } from "./wording.ts"

export const comparisonReport = (compared: CaseCompared): string => {
  const rows = compared.figures.map(({ before, figure, now, peer, ratio }) => [
    peer,
    figure === "ns" ? `ns/${compared.unit.replace(/s$/, "")}` : figure,
    number(median(before)),
    number(median(now)),
    ratio ? `${ratio.median.toFixed(3)}×` : "–",
    ratio ? `${ratio.min.toFixed(3)}–${ratio.max.toFixed(3)}` : ""
  ])
  const failures = compared.failures.map(({ message, peer, when }) =>
    styleText("red", `${compared.id}, ${peer}, ${when === "now" ? "as it is" : "at the other revision"}: ${message}`)
  )
  const grid = { head: ["peer", "figure", "before", "now", "now to before", "by round"], rows }
  return [heading(compared), ...(rows.length > 0 ? [draw(grid, 2)] : []), ...failures].join("\n")
}
