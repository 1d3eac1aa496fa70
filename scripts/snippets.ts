/**
 * The code blocks of the documentation, made into modules that a compiler can check and a test can run.
 *
 * A block is fenced `ts` (checked and run), `ts no-run` (checked), `ts no-check` (neither), `ts error` (must not compile,
 * for the reason its `// error: …` comment names) or `js` (run). With `continue` a block goes on where the last one of the
 * document ended. In a block that runs, `expr // => value` asserts. CONTRIBUTING.md says the same to authors.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { parseSync } from "oxc-parser"

const root = join(import.meta.dirname, "..")

const documents = [
  "README.md",
  "docs/**/*.md",
  "packages/*/README.md",
  "examples/**/README.md",
  "packages/*/src/**/*.ts"
]

/** Where the modules go: inside `docs`, so that they find the packages as its dependencies. */
const folder = "docs/.snippets"

interface Block {
  readonly line: number
  readonly code: ReadonlyArray<string>
  readonly language: "ts" | "js"
  readonly words: ReadonlySet<string>
}

/** One module: a block with those it continues. */
export interface Snippet {
  readonly document: string
  /** The line of the document on which the block's code begins. */
  readonly line: number
  /** The module, as a path from the root of the repository. */
  readonly module: string
  readonly source: string
  readonly check: "passes" | "fails" | "no"
  readonly run: boolean
  /** What the compiler's messages have to say, for a block that must not compile. */
  readonly errors: ReadonlyArray<string>
}

/** Of a source file only the JSDoc is kept, its stars removed, every line where it was. */
const commentsOnly = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  let inside = false
  return lines.map((line) => {
    if (/^\s*\/\*\*/.test(line)) inside = true
    const kept = inside ? line.replace(/^\s*\* ?/, "") : ""
    if (line.includes("*/")) inside = false
    return kept
  })
}

const blocksOf = (document: string): ReadonlyArray<Block> => {
  const text = readFileSync(join(root, document), "utf8").split(/\r?\n/)
  const lines = document.endsWith(".md") ? text : commentsOnly(text)
  const blocks: Array<Block> = []
  for (let i = 0; i < lines.length; i++) {
    const fence = /^\s*(`{3,})(\S*)\s*(.*)$/.exec(lines[i]!)
    if (fence === null) continue
    const [, ticks, language, words] = fence
    const line = i + 2
    while (++i < lines.length && lines[i]!.trim() !== ticks) { /* to the closing fence */ }
    if (language !== "ts" && language !== "js") continue
    blocks.push({ line, language, words: new Set(words!.split(/\s+/)), code: lines.slice(line - 1, i) })
  }
  return blocks
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

const isNode = (u: unknown): u is Node => typeof u === "object" && u !== null && "type" in u && "start" in u

const statementsOf = (node: Node): ReadonlyArray<Node> => {
  const inner = Object.values(node).flat().filter(isNode).flatMap(statementsOf)
  return node.type === "ExpressionStatement" || node.type === "VariableDeclaration" ? [node, ...inner] : inner
}

/** What a statement shows: the expression, the argument of `console.log`, or the variable it declares. */
const shown = (statement: Node, source: string): Node | undefined => {
  if (statement.type === "VariableDeclaration") {
    const declarations = statement.declarations as ReadonlyArray<Node>
    return declarations.length === 1 ? declarations[0]!.id as Node : undefined
  }
  const expression = statement.expression as Node
  const args = expression.arguments as ReadonlyArray<Node> | undefined
  return args?.length === 1 && source.startsWith("console.log(", expression.start) ? args[0] : expression
}

/** Turns every `expr // => value` into a comparison, on the same lines. */
const withAssertions = (source: string, document: string): string => {
  const { comments, program } = parseSync("snippet.ts", source)
  const statements = statementsOf(program as unknown as Node)
  const edits: Array<{ readonly start: number; readonly end: number; readonly text: string }> = []
  for (const comment of comments.filter(({ value }) => value.startsWith(" => "))) {
    const where = `${document}:${source.slice(0, comment.start).split("\n").length}`
    const statement = statements.findLast(({ end }) =>
      end <= comment.start && !/\S/.test(source.slice(end, comment.start))
    )
    const actual = statement && shown(statement, source)
    if (statement === undefined || actual === undefined) throw new Error(`${where}: nothing to compare with`)
    const rest = `, ${comment.value.slice(" => ".length)}, "${where}")`
    if (statement.type === "VariableDeclaration") {
      const name = source.slice(actual.start, actual.end)
      edits.push({ start: statement.end, end: comment.end, text: `; $equal(${name}${rest}` })
    } else {
      edits.push({ start: statement.start, end: actual.start, text: "$equal(" })
      edits.push({ start: actual.end, end: comment.end, text: rest })
    }
  }
  const lineBreaks = (text: string) => text.replace(/[^\n]/g, "")
  return edits.sort((a, b) => b.start - a.start).reduce(
    (text, { start, end, text: insert }) =>
      text.slice(0, start) + insert + lineBreaks(source.slice(start, end)) + text.slice(end),
    source
  )
}

const snippetOf = (document: string, blocks: ReadonlyArray<Block>): Snippet => {
  const { code, language, line, words } = blocks.at(-1)!
  const run = !["no-run", "no-check", "error"].some((word) => words.has(word))
  // Every line of the module is the same line of the document: messages name the right place, and line 1 (at the best
  // a fence) is free for the import.
  const lines: Array<string> = []
  for (const block of blocks) block.code.forEach((text, i) => lines[block.line - 1 + i] = text)
  const source = Array.from(lines, (text) => text ?? "").join("\n")
  const module = `${folder}/${document}/${line}${words.has("error") ? "-error" : ""}.${
    language === "ts" ? "ts" : "mjs"
  }`
  const helper = relative(dirname(join(root, module)), join(root, "scripts/equal.ts"))
  return {
    document,
    line,
    module,
    source: run ? `import { equal as $equal } from "${helper}"${withAssertions(source, document)}` : source,
    check: language === "js" || words.has("no-check") ? "no" : words.has("error") ? "fails" : "passes",
    run,
    errors: code.flatMap((text) => /\/\/ error: (.+)$/.exec(text)?.[1]?.trim() ?? [])
  }
}

const snippetsOf = (document: string): ReadonlyArray<Snippet> => {
  let scope: ReadonlyArray<Block> = []
  return blocksOf(document).map((block) => {
    const blocks = block.words.has("continue") ? [...scope, block] : [block]
    // A later block may build on what compiles, never on what must not.
    if (!block.words.has("error") && !block.words.has("no-check")) scope = blocks
    return snippetOf(document, blocks)
  })
}

/** Writes the modules of all documents, and tells what they are. */
export const writeSnippets = (): ReadonlyArray<Snippet> => {
  rmSync(join(root, folder), { recursive: true, force: true })
  mkdirSync(join(root, folder))
  const snippets = globSync(documents, { cwd: root, exclude: ["**/node_modules/**"] }).sort().flatMap(snippetsOf)
  for (const { module, source } of snippets) {
    mkdirSync(dirname(join(root, module)), { recursive: true })
    writeFileSync(join(root, module), source)
  }
  writeFileSync(join(root, folder, ".gitignore"), "*\n")
  return snippets
}
