/** The shape of the packed packages: publint, and are-the-types-wrong on every module a user can import. */
import { spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

const run = (command: string, ...args: ReadonlyArray<string>): boolean => {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd: root, encoding: "utf8" })
  if (status !== 0) console.error(`${command} ${args.join(" ")}\n${stdout}${stderr}`)
  return status === 0
}

// are-the-types-wrong skips patterns such as "./*", so the modules behind them are named.
const entrypoints = (name: string): ReadonlyArray<string> => {
  const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
  if (!("./*" in exports)) return []
  return globSync("**/*.ts", { cwd: join(root, "packages", name, "src") })
    .map((path) => path.replace(/\.ts$/, ""))
    .filter((module) => module !== "index" && !module.startsWith("internal/"))
}

const names = ["core", "decorators", "testing"]
const good = names.map((name) => {
  const { version } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
  const tarball = `dist/effect-mimo-${name}-${version}.tgz`
  const modules = entrypoints(name)
  const include = modules.length > 0 ? ["--include-entrypoints", ...modules] : []
  return run("publint", "run", tarball, "--strict") && run("attw", tarball, "--profile", "esm-only", ...include)
})

if (good.includes(false)) process.exit(1)
console.log(`The packages ${names.join(", ")} have the right shape.`)
