/**
 * How the packages become JavaScript: every module of `src` a module of `dist`, so that subpath exports work and an
 * application loads only what it imports. Declarations come from `tsc -b`.
 */
import { defineConfig } from "tsup"

export const library = defineConfig({
  entry: ["src/**/*.ts"],
  format: "esm",
  target: "es2022",
  platform: "neutral",
  sourcemap: true,
  splitting: false,
  clean: true,
  silent: true,
  // esbuild rewrites import specifiers only when it bundles: so bundle, but leave every import where it is.
  bundle: true,
  esbuildPlugins: [{
    name: "one file a module",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
        kind === "entry-point"
          ? undefined
          : { path: path.startsWith(".") ? path.replace(/\.ts$/, ".js") : path, external: true })
    }
  }]
})
