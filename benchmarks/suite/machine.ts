/** Where and with what it was measured. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, cpus, release, totalmem, type } from "node:os"
import { dirname, join } from "node:path"
import type { Machine, Versions } from "./Results.ts"

export const repository = join(import.meta.dirname, "../..")

export const git = (...args: ReadonlyArray<string>): string =>
  execFileSync("git", args, { cwd: repository, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim()

const require = createRequire(import.meta.url)

const versionOf = (name: string): string => {
  const path = join(dirname(require.resolve(`${name}/package.json`)), "package.json")
  // The shape of every package.json.
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly version: string }).version
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
  os: `${type()} ${release()}`
})

export const versions = (): Versions => ({
  node: process.versions.node,
  effect: versionOf("effect"),
  rxjs: versionOf("rxjs"),
  revision: git("rev-parse", "--short=10", "HEAD"),
  dirty: git("status", "--porcelain") !== ""
})
