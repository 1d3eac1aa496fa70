/** The packed packages, in an empty project, as each compiler of decorators leaves the program that uses them. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { transform } from "esbuild"
import { execFile } from "node:child_process"
import { globSync } from "node:fs"
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll } from "vitest"
import manifest from "../package.json" with { type: "json" }

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
  await execute("npm", "install", "--no-audit", "--no-fund", `effect@${manifest.devDependencies.effect}`, ...tarballs)
})

afterAll(() => rm(project, { recursive: true, force: true }))

const options = { target: "es2022", module: "nodenext", strict: true, verbatimModuleSyntax: true }

const tsc = async (compilerOptions: Record<string, unknown>): Promise<void> => {
  await writeFile(
    inProject("tsconfig.json"),
    JSON.stringify({
      compilerOptions: { ...options, types: [], lib: ["es2023", "dom", "esnext.decorators"], ...compilerOptions }
    })
  )
  await execute(join(root, "node_modules/.bin/tsc"), "-p", ".")
}

const esbuild = async (compilerOptions: Record<string, unknown>): Promise<void> => {
  const source = await readFile(inProject("main.ts"), "utf8")
  const tsconfigRaw = { compilerOptions: { ...options, ...compilerOptions } } as object
  await writeFile(inProject("main.js"), (await transform(source, { loader: "ts", target: "es2022", tsconfigRaw })).code)
}

describe("the packed packages", () => {
  it.each([
    { by: "tsc, legacy decorators", compile: () => tsc({ experimentalDecorators: true }) },
    {
      by: "tsc, legacy decorators, assigned class fields",
      compile: () => tsc({ experimentalDecorators: true, useDefineForClassFields: false })
    },
    { by: "tsc, standard decorators", compile: () => tsc({}) },
    {
      by: "tsc, standard decorators, assigned class fields",
      compile: () => tsc({ useDefineForClassFields: false })
    },
    { by: "esbuild, legacy decorators", compile: () => esbuild({ experimentalDecorators: true }) },
    { by: "esbuild, standard decorators", compile: () => esbuild({}) }
  ])("run a decorated stream compiled by $by", async ({ compile }) => {
    await rm(inProject("main.js"), { force: true })
    await compile()
    assert.deepStrictEqual(JSON.parse(await execute(process.execPath, "main.js")), {
      sum: 90,
      doubled: [2, 4, 6],
      same: true
    })
  })

  it("hide their internals", async () => {
    const code = `import("@effect-mimo/core/internal/edge").catch((error) => console.log(error.code))`
    assert.strictEqual((await execute(process.execPath, "-e", code)).trim(), "ERR_PACKAGE_PATH_NOT_EXPORTED")
  })
})
