/**
 * The pictures of the documentation: workflows of the examples, drawn by Graphviz and kept as SVG files.
 *
 * `pnpm pictures` writes them; a test of the examples tells when one is not up to date.
 */
import { instance } from "@viz-js/viz"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { crawling } from "../examples/crawler.ts"
import { flightDesk } from "../examples/flights/workflow.ts"
import { temperatures } from "../examples/nested.ts"

export const folder = join(import.meta.dirname, "../docs/pictures")

// Never read: a picture needs no run.
const flights = { path: "flights.parquet", rows: 0, rowGroups: 0, readRowGroup: () => Effect.never }

const workflows = {
  flights: flightDesk({ flights, airports: "airports.csv", limit: 0, capacity: 128, slowSink: 0 }),
  nested: temperatures,
  crawler: crawling("/", 4)
}

/** The pictures by the name of their file. */
export const draw = async (): Promise<ReadonlyMap<string, string>> => {
  const viz = await instance()
  return new Map(
    Object.entries(workflows).map(([name, workflow]) => [
      `${name}.svg`,
      viz.renderString(String(workflow), { format: "svg" })
    ])
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [file, svg] of await draw()) writeFileSync(join(folder, file), svg)
}
