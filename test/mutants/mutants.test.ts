// The tests of the rules, tested: each of these faults, planted in the core, is noticed by a test of the rule it breaks.
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Mutant, pathOf, withFault } from "./mutant.ts"
import { mutants } from "./mutants.ts"

const root = join(import.meta.dirname, "../..")

/** What of Vitest's JSON report is looked at. */
interface Report {
  readonly testResults: ReadonlyArray<{
    /** Why a file could not be run. */
    readonly message: string
    readonly assertionResults: ReadonlyArray<{ readonly title: string; readonly status: string }>
  }>
}

// This process is one of Vitest's too, and says so in its environment.
const environment = (mutant: Mutant): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"))),
  MUTANT: mutant.name
})

/** Runs the tests of the rule, with the mutant planted, until the first of them fails. */
const runTests = (mutant: Mutant, directory: string): Promise<Report> => {
  const { breaks, noticedBy, under } = mutant
  const outputFile = join(directory, "report.json")
  const files = noticedBy.map((file) => `test/semantics/${file}.test.ts`)
  const named = String.raw`\b${breaks}\b` + (under === undefined ? "" : String.raw`.*\(${under}\)$`)
  const flags = `--project semantics --bail 1 --pool threads --maxWorkers 1 --reporter json`.split(" ")
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...files, ...flags]
  vitest.push("--testNamePattern", named, "--outputFile", outputFile)
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env: environment(mutant), timeout: 60_000, killSignal: "SIGKILL" } as const
    execFile(process.execPath, vitest, options, (error, _, stderr) => {
      // Where a fault keeps Vitest itself from ending, no test has told of it.
      if (error?.killed === true) return reject(new Error("the tests did not end"))
      try {
        resolve(JSON.parse(readFileSync(outputFile, "utf8")) as Report) // Vitest writes it so
      } catch {
        reject(new Error(stderr))
      }
    })
  })
}

describe("mutants", () => {
  for (const mutant of mutants) {
    it(`${mutant.breaks}: ${mutant.name}`, { timeout: 90_000 }, async () => {
      withFault(readFileSync(pathOf(mutant), "utf8"), mutant)
      const directory = mkdtempSync(join(tmpdir(), "mutant-"))
      try {
        const { testResults } = await runTests(mutant, directory)
        const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
        const failed = tests.filter(({ status }) => status === "failed").map(({ title }) => title)
        assert.deepStrictEqual(testResults.map(({ message }) => message), testResults.map(() => ""))
        assert.isAbove(failed.length, 0, "no test notices it")
        for (const title of failed) assert.match(title, new RegExp(String.raw`\b${mutant.breaks}\b`))
      } finally {
        rmSync(directory, { recursive: true })
      }
    })
  }
})
