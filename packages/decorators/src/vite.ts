/**
 * Standard decorators under Vite 8 and Vitest 5, whose compiler (Oxc) lowers legacy decorators only.
 *
 * @since 0.1.0
 */
import { loadEsbuild } from "./internal/esbuild.ts"

/**
 * The part of Vite's plugin type that {@link standardDecorators} fills.
 *
 * @category models
 * @since 0.1.0
 */
export interface StandardDecoratorsPlugin {
  readonly name: string
  readonly enforce: "pre"
  readonly transform: (code: string, id: string) => Promise<{ code: string; map: string } | undefined>
}

/**
 * Which modules {@link standardDecorators} compiles, and how.
 *
 * @category models
 * @since 0.1.0
 */
export interface StandardDecoratorsOptions {
  /** Modules to compile, by path; TypeScript and JavaScript modules by default. */
  readonly include?: RegExp | undefined
  /** Modules to leave alone, by path; what is under `node_modules` by default. */
  readonly exclude?: RegExp | undefined
  /** The `compilerOptions` of your `tsconfig.json` that matter to esbuild, when they are not its defaults. */
  readonly compilerOptions?: {
    readonly useDefineForClassFields?: boolean
    readonly verbatimModuleSyntax?: boolean
  } | undefined
}

// An @ that begins a decorator, or a JSDoc tag: a module compiled for nothing costs a millisecond. An @ in a package name
// follows a quote.
const decorator = /(?<![\w"'`/.])@[\p{ID_Start}$_([]/u

const loaderOf = (path: string): "ts" | "tsx" | "js" | "jsx" => {
  const [, language, x] = /\.[cm]?([jt]s)(x?)$/.exec(path) ?? []
  return language === "js" ? x ? "jsx" : "js" : x ? "tsx" : "ts"
}

/**
 * Makes a plugin for Vite and Vitest that lowers standard decorators with esbuild.
 *
 * **When to use**
 *
 * Use in `vite.config.ts` or `vitest.config.ts` when your classes use standard decorators. Legacy decorators need no
 * plugin: set `experimentalDecorators` in `tsconfig.json`.
 *
 * **Details**
 *
 * Decorators are lowered and types removed; all other syntax is left to Vite. esbuild is an optional peer dependency and
 * is loaded when the first module with a decorator comes along.
 *
 * **Example** (Testing classes with standard decorators)
 *
 * ```ts no-run
 * import { standardDecorators } from "@effect-mimo/decorators/vite"
 * import { defineConfig } from "vitest/config"
 *
 * export default defineConfig({ plugins: [standardDecorators()] })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const standardDecorators = (options?: StandardDecoratorsOptions): StandardDecoratorsPlugin => {
  const include = options?.include ?? /\.[cm]?[jt]sx?$/
  const exclude = options?.exclude ?? /\/node_modules\//
  const compilerOptions = options?.compilerOptions ?? {}
  return {
    name: "effect-mimo:standard-decorators",
    enforce: "pre",
    transform: async (code, id) => {
      const path = id.split("?", 1)[0]!
      if (id.startsWith("\0") || !include.test(path) || exclude.test(path) || !decorator.test(code)) return undefined
      const esbuild = await loadEsbuild(() => import("esbuild"))
      const result = await esbuild.transform(code, {
        loader: loaderOf(path),
        sourcefile: path,
        sourcemap: "external",
        sourcesContent: true,
        target: "esnext",
        supported: { decorators: false },
        jsx: "preserve",
        // Without it a class that mentions itself in a static member comes out as `_Name`, and so would its stream.
        keepNames: true,
        tsconfigRaw: { compilerOptions: { ...compilerOptions, experimentalDecorators: false } }
      })
      return { code: result.code, map: result.map }
    }
  }
}
