/** Peers and the process around them as modules that Node can run, each a file of its own. */
import { build, type Plugin } from "esbuild"
import { join } from "node:path"

const benchmarks = join(import.meta.dirname, "..")
const repository = join(benchmarks, "..")

/** Where the bundles go: below `benchmarks/`, so that they find its packages. */
const out = join(benchmarks, "out")

/** Our packages as their sources, whoever imports them; not an alias, which knows nothing of subpaths. */
const packagesOf = (root: string): Plugin => ({
  name: "packages",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@effect-mimo\/(core|decorators)(\/|$)/ }, ({ path }) => {
      const [, name, module = "index"] = path.split("/")
      return { path: join(root, "packages", name!, "src", `${module}.ts`) }
    })
  }
})

export interface Bundle {
  readonly path: string
  /** Whether it holds any of our packages, and is another program at another revision. */
  readonly ours: boolean
}

/**
 * Bundles a module.
 *
 * `from` is the root of the repository whose packages are measured; each has a folder of its own below `benchmarks/out`.
 */
export const bundle = async (module: string, folder: string, from: string = repository): Promise<Bundle> => {
  const outfile = join(out, folder, module.replace(/\.ts$/, ".mjs"))
  const { metafile } = await build({
    absWorkingDir: from,
    metafile: true,
    entryPoints: [join(benchmarks, module)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    logLevel: "silent",
    plugins: [packagesOf(from)],
    // Another revision's packages stand where nothing is installed.
    nodePaths: ["core", "decorators"].map((name) => join(repository, "packages", name, "node_modules")),
    // What peers are measured with is loaded as its users load it. All else is bundled, so that it is found.
    external: ["effect", "esbuild", "rxjs", "tinybench"],
    // For CommonJS packages among it, which may ask for the modules of Node.
    banner: {
      js: `import { createRequire as createRequireOfBundle } from "node:module"
const require = createRequireOfBundle(import.meta.url)`
    }
  })
  return { path: outfile, ours: Object.keys(metafile.inputs).some((input) => input.startsWith("packages/")) }
}
