/** The packed packages, in an empty project, as each compiler of decorators leaves the program that uses them. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { globSync } from "node:fs"
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll } from "vitest"
import manifest from "../package.json" with { type: "json" }
import { babel, type Compile, esbuild, fromJavaScript, plugin, swc } from "./pack/compilers.ts"

const root = join(import.meta.dirname, "..")

// What pnpm tells its scripts through the environment is not meant for the npm of another project.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")))

let project: string

const execute = async (command: string, ...args: ReadonlyArray<string>): Promise<string> => {
  try {
    return (await promisify(execFile)(command, args, { cwd: project, env })).stdout
  } catch (error) {
    // execFile rejects with what the command printed on the error.
    const { stderr, stdout } = error as { readonly stdout: string; readonly stderr: string }
    throw new Error([command, ...args].join(" ") + "\n" + stdout + stderr, { cause: error })
  }
}

const inProject = (path: string) => join(project, path)

beforeAll(async () => {
  const tarballs = globSync("dist/*.tgz", { cwd: root }).map((path) => join(root, path))
  assert.lengthOf(tarballs, 3, "run `pnpm tarballs` first: this test installs what it packs")
  project = await mkdtemp(join(tmpdir(), "effect-mimo-"))
  await writeFile(inProject("package.json"), JSON.stringify({ type: "module" }))
  await cp(join(root, "test/pack/main.ts"), inProject("main.ts"))
  // What Node takes for types only: no parameter property as in main.ts, which it refuses before it comes to a decorator.
  await writeFile(inProject("stripped.ts"), "const port = (..._: Array<unknown>) => {}\nclass A { @port n!: number }")
  await execute("npm", "install", "--no-audit", "--no-fund", `effect@${manifest.devDependencies.effect}`, ...tarballs)
  for (const name of ["esbuild", "vitest"]) {
    await symlink(join(root, "node_modules", name), inProject(`node_modules/${name}`))
  }
})

afterAll(() => rm(project, { recursive: true, force: true }))

const bin = (name: string) => join(root, "node_modules/.bin", name)

const configure = (compilerOptions: object): Promise<void> => {
  const common = { target: "es2022", module: "nodenext", strict: true, verbatimModuleSyntax: true, types: [] }
  const lib = ["es2023", "dom", "esnext.decorators"]
  return writeFile(
    inProject("tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...common, lib, ...compilerOptions } })
  )
}

type Run = () => Promise<string>

const built = (build: () => Promise<unknown>): Run => async () => {
  await rm(inProject("main.js"), { force: true })
  await build()
  return execute(process.execPath, "main.js")
}

const compiled = (compile: Compile): Run =>
  built(async () => writeFile(inProject("main.js"), await compile(await readFile(inProject("main.ts"), "utf8"))))

const tsc = (compilerOptions: object): Run =>
  built(async () => {
    await configure(compilerOptions)
    await execute(bin("tsc"), "-p", ".")
  })

const tsup = (compilerOptions: object): Run =>
  built(async () => {
    await configure(compilerOptions)
    await execute(bin("tsup"), ..."main.ts --format esm --target es2022 --out-dir . --silent".split(" "))
  })

const tsx = (compilerOptions: object): Run => async () => {
  await configure(compilerOptions)
  return execute(process.execPath, "--import", import.meta.resolve("tsx"), "main.ts")
}

// Vitest loads what it tests through the same server.
const vite = (compilerOptions: object, plugins = ""): Run => async () => {
  await configure(compilerOptions)
  const code = `
    import { standardDecorators } from "@effect-mimo/decorators/vite"
    import { createViteServer } from "vitest/node"
    const server = { middlewareMode: true, ws: false }
    const vite = await createViteServer({ configFile: false, logLevel: "error", server, plugins: [${plugins}] })
    await vite.ssrLoadModule("/main.ts").finally(() => vite.close())`
  return execute(process.execPath, "--input-type=module", "-e", code)
}

const legacy = { experimentalDecorators: true }
const assigned = { useDefineForClassFields: false }
const { classProperties, decorators, typescript } = plugin

describe("the packed packages", () => {
  it.each<{ readonly by: string; readonly run: Run; readonly name?: string }>([
    { by: "tsc, legacy decorators", run: tsc(legacy) },
    { by: "tsc, legacy decorators, assigned class fields", run: tsc({ ...legacy, ...assigned }) },
    { by: "tsc, standard decorators", run: tsc({}) },
    { by: "tsc, standard decorators, assigned class fields", run: tsc(assigned) },
    { by: "esbuild, legacy decorators", run: compiled(esbuild(legacy)), name: "_Sum" },
    { by: "esbuild, standard decorators", run: compiled(esbuild({})), name: "_Sum" },
    { by: "esbuild, legacy decorators, kept names", run: compiled(esbuild(legacy, { keepNames: true })) },
    { by: "esbuild, standard decorators, kept names", run: compiled(esbuild({}, { keepNames: true })) },
    { by: "tsup, legacy decorators", run: tsup(legacy), name: "_Sum" },
    { by: "tsup, standard decorators", run: tsup({}), name: "_Sum" },
    { by: "tsx, legacy decorators", run: tsx(legacy) },
    { by: "tsx, standard decorators", run: tsx({}) },
    { by: "Vite, legacy decorators", run: vite(legacy) },
    { by: "Vite, standard decorators, with the plugin", run: vite({}, "standardDecorators()") },
    { by: "SWC, legacy decorators", run: compiled(swc({ legacyDecorator: true })) },
    {
      by: "SWC, legacy decorators, assigned class fields",
      run: compiled(swc({ legacyDecorator: true, ...assigned }))
    },
    {
      by: "SWC, legacy decorators, their metadata",
      run: compiled(swc({ legacyDecorator: true, decoratorMetadata: true }))
    },
    { by: "SWC, nothing said of decorators", run: compiled(swc({})) },
    ...(["2023-11", "2022-03"] as const).flatMap((decoratorVersion) => [
      { by: `SWC, standard decorators ${decoratorVersion}`, run: compiled(swc({ decoratorVersion })) },
      {
        by: `SWC, standard decorators ${decoratorVersion}, assigned class fields`,
        run: compiled(swc({ decoratorVersion, ...assigned }))
      }
    ]),
    {
      by: "Babel, legacy decorators, assigned class fields",
      run: compiled(babel(typescript, [decorators, { version: "legacy" }], [classProperties, { loose: true }]))
    },
    ...["legacy", "2023-11", "2023-05"].flatMap((version) => {
      const plugins = [[decorators, { version }], ...(version === "legacy" ? [classProperties] : [])]
      return [
        { by: `Babel, ${version} decorators`, run: compiled(babel(typescript, ...plugins)) },
        { by: `Babel, ${version} decorators, JavaScript`, run: compiled(fromJavaScript(babel(...plugins))) }
      ]
    })
  ])("run a decorated stream compiled by $by", async ({ name = "Sum", run }) => {
    assert.deepStrictEqual(JSON.parse(await run()), { sum: 90, doubled: [2, 4, 6], name, same: true })
  })

  it.each<{ readonly by: string; readonly run: Run; readonly message: string }>([
    { by: "tsc for ESNext", run: tsc({ target: "esnext" }), message: "SyntaxError: Invalid or unexpected token" },
    {
      by: "esbuild for ESNext",
      run: compiled(esbuild({}, { target: "esnext" })),
      message: "SyntaxError: Invalid or unexpected token"
    },
    {
      by: "Node",
      run: () => execute(process.execPath, "stripped.ts"),
      message: "SyntaxError: Invalid or unexpected token"
    },
    {
      by: "Vite, standard decorators, without the plugin",
      run: vite({}),
      message: "SyntaxError: Invalid or unexpected token"
    },
    {
      by: "Babel, whose decorators come before the types",
      run: compiled(babel([decorators, { version: "2023-11" }], typescript)),
      message: "Definitely assigned fields cannot be initialized here"
    },
    {
      by: "Babel, legacy decorators without class properties",
      run: compiled(babel(typescript, [decorators, { version: "legacy" }])),
      message: "Please ensure that transform-class-properties is enabled and runs after the decorators transform"
    },
    {
      by: "Babel, decorators older than their metadata",
      run: compiled(babel(typescript, [decorators, { version: "2023-01" }])),
      message: "the compiler gave @Out no decorator metadata to keep the port in"
    }
  ])("do not run a decorated stream compiled by $by", async ({ message, run }) => {
    assert.include(await run().catch(String), message)
  })

  it("hide their internals", async () => {
    const code = `import("@effect-mimo/core/internal/edge").catch((error) => console.log(error.code))`
    assert.strictEqual((await execute(process.execPath, "-e", code)).trim(), "ERR_PACKAGE_PATH_NOT_EXPORTED")
  })
})
