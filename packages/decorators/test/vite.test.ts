import { standardDecorators, type StandardDecoratorsOptions } from "@effect-mimo/decorators/vite"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { loadEsbuild } from "../src/internal/esbuild.ts"
import { evaluate } from "./support/toolchain.ts"

const decorated =
  "class Subject { static self = () => Subject; @In(Schema.Int) readonly n!: In<number>; other?: string }"

const transform = (code: string, id: string, options?: StandardDecoratorsOptions) =>
  Effect.promise(() => standardDecorators(options).transform(code, id))

describe("standardDecorators", () => {
  it("runs before Vite's own compiler", () => {
    assert.strictEqual(standardDecorators().enforce, "pre")
  })

  it.effect("lowers standard decorators and keeps the name of the class", () =>
    Effect.gen(function*() {
      const result = yield* transform(decorated, "/app/src/Split.ts")
      assert.notInclude(result!.code, "@In")
      const Subject = evaluate(result!.code)
      assert.strictEqual(Subject.name, "Subject")
      assert.deepStrictEqual(Object.keys(new Subject()), ["n", "other"])
    }))

  it.effect("gives a source map with the source", () =>
    Effect.gen(function*() {
      const result = yield* transform(decorated, "/app/src/Split.ts?v=1")
      const map: { sources: unknown; sourcesContent: unknown } = JSON.parse(result!.map)
      assert.deepStrictEqual(map.sources, ["/app/src/Split.ts"])
      assert.deepStrictEqual(map.sourcesContent, [decorated])
    }))

  it.effect("leaves other new syntax and JSX to Vite", () =>
    Effect.gen(function*() {
      const source = `${decorated}\nexport const view = <p>{a?.b ?? 1}</p>`
      const result = yield* transform(source, "/app/src/View.tsx")
      assert.include(result!.code, "<p>{a?.b ?? 1}</p>")
    }))

  it.effect("leaves alone what has no decorator, is no code or is a dependency", () =>
    Effect.gen(function*() {
      assert.isUndefined(yield* transform("import { In } from \"@effect-mimo/decorators\"", "/app/src/a.ts"))
      assert.isUndefined(yield* transform(decorated, "/app/src/a.css"))
      assert.isUndefined(yield* transform(decorated, "/app/node_modules/b/a.ts"))
      assert.isUndefined(yield* transform(decorated, "\0virtual.ts"))
      assert.isUndefined(yield* transform(decorated, "/app/src/a.ts", { exclude: /src/ }))
      assert.isUndefined(yield* transform(decorated, "/app/src/a.ts", { include: /\.mts$/ }))
    }))

  it.effect("takes compiler options", () =>
    Effect.gen(function*() {
      const source = `import { Row } from "./Row.ts"\n${decorated}`
      const [elided, verbatim] = yield* Effect.all([
        transform(source, "/app/src/a.ts"),
        transform(source, "/app/src/a.ts", { compilerOptions: { verbatimModuleSyntax: true } })
      ])
      assert.notInclude(elided!.code, "Row")
      assert.include(verbatim!.code, "Row")
    }))

  it.effect("says what to install when esbuild is missing", () =>
    Effect.gen(function*() {
      const cause = new Error("Cannot find package 'esbuild'")
      const error = yield* Effect.flip(Effect.tryPromise({
        try: () => loadEsbuild(() => Promise.reject(cause)),
        // loadEsbuild throws Errors only.
        catch: (error) => error as Error
      }))
      assert.include(error.message, "npm install --save-dev esbuild")
      assert.strictEqual(error.cause, cause)
    }))
})
