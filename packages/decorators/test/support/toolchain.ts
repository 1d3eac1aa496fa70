import type { Direction } from "@effect-mimo/core/PortTable"
import { In, Out } from "@effect-mimo/decorators"
import * as Schema from "effect/Schema"
import { transformSync } from "esbuild"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export type Dialect = "legacy" | "standard"

/** One way of compiling a decorated class. */
export interface Toolchain {
  readonly name: string
  readonly compile: (sources: ReadonlyArray<string>) => ReadonlyArray<string>
}

const flags = (dialect: Dialect, useDefineForClassFields: boolean) => ({
  experimentalDecorators: dialect === "legacy",
  useDefineForClassFields
})

const esbuild = (dialect: Dialect, define: boolean): Toolchain => ({
  name: `esbuild, ${dialect}, useDefineForClassFields ${define}`,
  compile: (sources) =>
    sources.map((source) =>
      transformSync(source, {
        loader: "ts",
        target: "es2022",
        tsconfigRaw: { compilerOptions: flags(dialect, define) }
      }).code
    )
})

const root = fileURLToPath(new URL("../../../../", import.meta.url))

const tsc = (dialect: Dialect, define: boolean, more: object = {}): Toolchain => ({
  name: `tsc, ${dialect}, useDefineForClassFields ${define}${Object.keys(more).map((key) => `, ${key}`).join("")}`,
  compile: (sources) => {
    const folder = mkdtempSync(join(tmpdir(), "decorators-"))
    try {
      sources.forEach((source, i) => writeFileSync(join(folder, `s${i}.ts`), source))
      const compilerOptions = {
        target: "es2022",
        module: "es2022",
        moduleDetection: "legacy",
        lib: ["es2023"],
        types: [],
        noCheck: true,
        outDir: "out",
        ...flags(dialect, define),
        ...more
      }
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: sources.map((_, i) => `s${i}.ts`) })
      )
      execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { stdio: "pipe" })
      return sources.map((_, i) => readFileSync(join(folder, "out", `s${i}.js`), "utf8"))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
})

export const toolchains = (dialect: Dialect): ReadonlyArray<Toolchain> => [
  esbuild(dialect, true),
  esbuild(dialect, false),
  tsc(dialect, true),
  tsc(dialect, false),
  ...(dialect === "legacy" ? [tsc(dialect, true, { emitDecoratorMetadata: true })] : [])
]

export type AnyClass = new() => Record<string, unknown>

/** Runs a compiled script that defines the class `Subject`, perhaps with a `Base` to extend. */
export const evaluate = (code: string, Base?: AnyClass): AnyClass =>
  // The code is a script that this test has just compiled.
  new Function("In", "Out", "Schema", "Base", `${code}\nreturn Subject`)(In, Out, Schema, Base) as AnyClass

export const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

/** A port table, so that it can be compared at a glance. */
export const summary = (
  table: {
    readonly [name: string]: { readonly direction: Direction; readonly schema: unknown; readonly optional: boolean }
  }
): ReadonlyArray<string> =>
  Object.entries(table).map(([name, port]) => {
    const schema = Object.entries({ Int: Schema.Int, String: Schema.String }).find(([, s]) => s === port.schema)?.[0]
    return `${port.direction} ${name}: ${schema}${port.optional ? ", optional" : ""}`
  })
