/** Every code block of the documentation and of the JSDoc, checked in both decorator dialects and run; and every link. */
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { text } from "node:stream/consumers"
import { type Snippet, writeSnippets } from "../scripts/snippets.ts"

const root = join(import.meta.dirname, "..")
const snippets = writeSnippets()

interface Diagnostic {
  readonly module: string
  readonly line: number
  readonly message: string
}

const diagnosticsOf = async (tsconfig: string): Promise<ReadonlyArray<Diagnostic>> => {
  const tsc = spawn(join(root, "node_modules/.bin/tsc"), ["-p", tsconfig, "--pretty", "false", "--noErrorTruncation"], {
    cwd: root
  })
  const diagnostics: Array<Diagnostic> = []
  for (const output of (await text(tsc.stdout)).split(/\n(?=\S)/)) {
    const [, module, line, message] = /^(\S+)\((\d+),\d+\): error ([^]+)$/.exec(output) ?? []
    if (message !== undefined) diagnostics.push({ module: module!, line: Number(line), message })
    else if (output.trim() !== "") throw new Error(output)
  }
  return diagnostics
}

const dialects = Promise.all([
  diagnosticsOf("docs/tsconfig.snippets.json"),
  diagnosticsOf("docs/tsconfig.snippets.legacy.json")
]).then(([standard, legacy]) => Object.entries({ standard, legacy }))

const check = async (snippet: Snippet): Promise<void> => {
  for (const [dialect, diagnostics] of await dialects) {
    const report = diagnostics.filter(({ module }) => module === snippet.module)
      .map(({ line, message }) => `${snippet.document}:${line}: ${message}`).join("\n")
    if (snippet.check === "passes") {
      if (report !== "") assert.fail(`does not compile with ${dialect} decorators\n${report}`)
      continue
    }
    const where = `${snippet.document}:${snippet.line}`
    if (snippet.errors.length === 0) assert.fail(`${where}: name the error it shows, as in \`// error: …\``)
    for (const error of snippet.errors) {
      assert.include(report, error, `${where}: with ${dialect} decorators the error it shows is not reported`)
    }
  }
}

const run = (snippet: Snippet): Promise<unknown> => import(/* @vite-ignore */ join(root, snippet.module))

describe.each([...new Set(snippets.map(({ document }) => document))])("%s", (document) => {
  for (const snippet of snippets.filter((snippet) => snippet.document === document)) {
    const title = `${document}:${snippet.line}`
    if (snippet.check !== "no") {
      it(`${title} ${snippet.check === "fails" ? "does not compile" : "compiles"}`, () => check(snippet))
    }
    if (!snippet.run) continue
    // A block that declares tests is loaded while tests are collected, and they become tests of this suite.
    if (snippet.source.includes("@effect/vitest")) describe(title, async () => void await run(snippet))
    else it(`${title} runs`, () => run(snippet))
  }
})

const pages = globSync(["*.md", "{docs,packages,examples,benchmarks}/**/*.md"], {
  cwd: root,
  exclude: ["**/node_modules/**", "**/dist/**"]
}).sort()

const withoutFences = (page: string): string =>
  readFileSync(join(root, page), "utf8").replace(/^(`{3,})[^]*?^\1$/gm, "")

/** The names by which GitHub knows the headings of a page; one that is there already gets a number. */
const anchorsOf = (page: string): ReadonlySet<string> => {
  const anchors = new Set<string>()
  for (const [, heading] of withoutFences(page).matchAll(/^#+ +(.+)$/gm)) {
    const name = heading!.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")
    let anchor = name
    for (let n = 1; anchors.has(anchor); n++) anchor = `${name}-${n}`
    anchors.add(anchor)
  }
  return anchors
}

it.each(pages)("%s: links lead to files and headings that are there", (page) => {
  const targets = withoutFences(page).replace(/`[^`\n]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)
  const broken = Array.from(targets, ([, target]) => target!).filter((target) => {
    if (/^[a-z]+:/.test(target)) return false
    const [path, anchor] = target.split("#")
    const file = path === "" ? page : join(dirname(page), path!)
    return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).has(anchor))
  })
  assert.deepStrictEqual(broken, [])
})
