/** The compilers that are given a module's text, set up as `docs/decorators.md` says. */
import { type PluginItem, transformAsync } from "@babel/core"
import * as Swc from "@swc/core"
import * as Esbuild from "esbuild"
import { fileURLToPath } from "node:url"

export type Compile = (source: string) => Promise<string>

export const esbuild = (compilerOptions: object, options: Esbuild.TransformOptions = {}): Compile => async (source) => {
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true, ...compilerOptions } }
  return (await Esbuild.transform(source, { loader: "ts", target: "es2022", tsconfigRaw, ...options })).code
}

export const swc = (transform: Swc.TransformConfig): Compile => async (source) => {
  const parser = { syntax: "typescript", decorators: true } as const
  return (await Swc.transform(source, { swcrc: false, jsc: { target: "es2022", parser, transform } })).code
}

export const babel = (...plugins: Array<PluginItem>): Compile => async (source) => {
  const result = await transformAsync(source, { babelrc: false, configFile: false, filename: "main.ts", plugins })
  return result?.code ?? ""
}

/** Given the module as one writes it in JavaScript: no types, and the decorators still there. */
export const fromJavaScript = (compile: Compile): Compile => async (source) =>
  compile(await esbuild({}, { target: "esnext" })(source))

/** Babel finds plugins by path too, and none of them comes with types. */
export const plugin = {
  typescript: fileURLToPath(import.meta.resolve("@babel/plugin-transform-typescript")),
  decorators: fileURLToPath(import.meta.resolve("@babel/plugin-proposal-decorators")),
  classProperties: fileURLToPath(import.meta.resolve("@babel/plugin-transform-class-properties"))
}
