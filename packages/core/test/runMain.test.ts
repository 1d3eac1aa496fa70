import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Program } from "./fixtures/mainPrograms.ts"

// Signals and exit codes need processes. Nothing waits for a time: the programs say how far they are.

const folder = mkdtempSync(join(tmpdir(), "effect-mimo-main-"))
const bundle = join(folder, "main.mjs")

beforeAll(() =>
  build({
    entryPoints: [join(import.meta.dirname, "fixtures/mainPrograms.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent"
  }), 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly lines: ReadonlyArray<string>
  readonly errors: string
}

/** Runs a program; sends each signal when its line has appeared. */
const main = (program: Program, signals: ReadonlyArray<readonly [line: string, signal: NodeJS.Signals]> = []) =>
  new Promise<Ended>((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, program], {
      stdio: ["ignore", "pipe", "pipe"],
      // Should a test fail, its process does not stay.
      timeout: 25_000,
      killSignal: "SIGKILL"
    })
    let [output, errors, sent] = ["", "", 0]
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      for (let next = signals[sent]; next !== undefined && output.split("\n").includes(next[0]); next = signals[sent]) {
        sent++
        child.kill(next[1])
      }
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text
    })
    child.on("error", reject)
    child.on("close", (code, signal) => {
      if (sent < signals.length) reject(new Error(`ended before it said "${signals[sent]![0]}": ${output}${errors}`))
      resolve({ code, signal, lines: output.split("\n").slice(0, -1), errors })
    })
  })

const failures = [["fails", "Fails/stream", "no such file"], ["dies", "Dies/stream", "a bug"]] as const

describe("Workflow.runMain", { timeout: 30_000 }, () => {
  it("success: exit code 0, and what the process has besides goes on", async () => {
    const { code, errors, lines } = await main("succeeds")
    assert.deepStrictEqual([code, lines, errors], [0, ["went on", "0 listeners left"], ""])
  })

  it("S22: failure: exit code 1, the Cause with the step's name on standard error", async () => {
    for (const [program, step, error] of failures) {
      const { code, errors, lines } = await main(program)
      assert.deepStrictEqual([code, lines], [1, []])
      assert.include(errors, `Error: ${error}`)
      assert.include(errors, `at ${step}`)
    }
  })

  it("an error chooses its exit code, and whether it is printed", async () => {
    const refused = await main("refused")
    assert.strictEqual(refused.code, 42)
    assert.include(refused.errors, "Refused")
    const reported = await main("reported")
    assert.deepStrictEqual([reported.code, reported.errors], [1, ""])
  })

  it("a step that interrupts itself has failed: exit code 1, and it is said", async () => {
    const { code, errors } = await main("interruptsItself")
    assert.strictEqual(code, 1)
    assert.include(errors, "interrupt")
  })

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`S21: the first ${signal} drains: exit code 0, and everything in flight has arrived`, async () => {
      const { code, errors, lines } = await main("drains", [["pushed", signal]])
      assert.deepStrictEqual([code, lines, errors], [0, ["pushed", "source stopped", "took 10"], ""])
    })
  }

  for (
    const [first, second, expected] of [
      ["SIGINT", "SIGINT", 130],
      ["SIGTERM", "SIGTERM", 143],
      ["SIGTERM", "SIGINT", 130],
      ["SIGINT", "SIGTERM", 143]
    ] as const
  ) {
    it(`S20: ${second} after ${first} interrupts: exit code ${expected}`, async () => {
      const { code, errors, lines } = await main("never", [["pushed", first], ["source stopped", second]])
      assert.deepStrictEqual([code, lines, errors], [expected, ["pushed", "source stopped", "sink closed"], ""])
    })
  }

  it("a third signal ends the process, whatever still runs", async () => {
    const { code, signal } = await main("stubborn", [
      ["pushed", "SIGTERM"],
      ["source stopped", "SIGTERM"],
      ["sink stays", "SIGTERM"]
    ])
    assert.deepStrictEqual([code, signal], [null, "SIGTERM"])
  })

  it("S21: not drained within the limit: exit code 1, and what is left is said", async () => {
    const { code, errors, lines } = await main("neverWithLimit", [["pushed", "SIGTERM"]])
    assert.deepStrictEqual([code, lines], [1, ["pushed", "source stopped", "sink closed"]])
    assert.include(errors, "workflow \"main\" was not drained in time; left on its edges: ten.n → sink.n: 10")
  })

  it("a failure while it drains: exit code 1, and it is said", async () => {
    const { code, errors } = await main("failsInDrain", [["pushed", "SIGTERM"]])
    assert.strictEqual(code, 1)
    assert.include(errors, "Error: not closed")
  })

  it("a layer gives what the steps require, and is released after the run", async () => {
    const { code, errors, lines } = await main("greets")
    assert.deepStrictEqual([code, lines, errors], [0, ["hello", "released"], ""])
  })

  it("a layer that fails: exit code 1", async () => {
    const { code, errors } = await main("withoutLayer")
    assert.strictEqual(code, 1)
    assert.include(errors, "Error: no layer")
  })

  it("a signal while the layer is built interrupts at once", async () => {
    const { code, errors, lines } = await main("builds", [["building", "SIGTERM"]])
    assert.deepStrictEqual([code, lines, errors], [143, ["building", "given up"], ""])
  })

  it("where there is no process it runs, and prints a failure", async () => {
    const { code, errors } = await main("withoutProcess")
    assert.strictEqual(code, 0)
    assert.include(errors, "Error: no such file")
  })
})
