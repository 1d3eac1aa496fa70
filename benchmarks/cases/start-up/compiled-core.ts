/** Core as its package has it, each module of the source a module of JavaScript; and the modules of Effect it imports. */
import { build } from "esbuild"
import { existsSync, globSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

// Wherever this module was bundled to.
const repository = (() => {
  let directory = import.meta.dirname
  while (!existsSync(join(directory, "pnpm-workspace.yaml"))) directory = dirname(directory)
  return directory
})()

const out = join(repository, "benchmarks", "out", "start-up")

/** Compiles core, and gives the modules to import. */
export const compiledCore = async (name: string) => {
  const directory = join(out, name)
  const effects = new Set<string>()
  const entryPoints = globSync(join(repository, "packages", "core", "src", "**", "*.ts"))
  await build({
    entryPoints,
    outdir: join(directory, "core"),
    format: "esm",
    platform: "neutral",
    target: "es2022",
    logLevel: "warning",
    // esbuild rewrites import specifiers only when it bundles: so bundle, but leave every import where it is.
    bundle: true,
    plugins: [{
      name: "one file a module",
      setup: ({ onResolve }) => {
        onResolve({ filter: /.*/ }, ({ kind, path }) => {
          if (kind === "entry-point") return undefined
          if (!path.startsWith(".")) effects.add(path)
          return { path: path.startsWith(".") ? path.replace(/\.ts$/, ".js") : path, external: true }
        })
      }
    }]
  })
  const effectModules = join(directory, "effect-modules.js")
  await mkdir(directory, { recursive: true })
  await writeFile(effectModules, [...effects].sort().map((module) => `import ${JSON.stringify(module)}\n`).join(""))
  return { core: join(directory, "core", "index.js"), effectModules }
}
