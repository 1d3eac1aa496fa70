/** How long an import takes in a process that has imported nothing yet. */
import { execFile } from "node:child_process"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"

const importing = `
const begun = performance.now()
await import(process.argv[1])
console.log(performance.now() - begun)
`

const once = async (module: string): Promise<number> => {
  const args = ["--input-type=module", "--eval", importing, pathToFileURL(module).href]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout)
}

/** The median of so many processes, and the fastest; the first is not counted, since it reads the files from disk. */
export const importTime = async (module: string, processes: number) => {
  const times: Array<number> = []
  for (let n = 0; n <= processes; n++) times.push(await once(module))
  const sorted = times.slice(1).sort((a, b) => a - b)
  return { "import, ms": sorted[sorted.length >> 1]!, "fastest import, ms": sorted[0]! }
}
