/** What was given in place of something else: told in errors. JavaScript may give anything. */
import * as Effect from "effect/Effect"
import { format } from "effect/Formatter"

/** A record, as options and the like are given; a list or a Map is none. */
export const isRecord = (u: unknown): u is object => typeof u === "object" && u !== null && !(Symbol.iterator in u)

const isDefinition = (u: object): u is { readonly name: unknown } => "~@effect-mimo/core/Stream" in u && "name" in u

/** What a value is, in a few words. */
export const describe = (u: unknown): string => {
  if (typeof u === "function") return `the class or function ${u.name || "(anonymous)"}`
  if (typeof u === "string") return `the string ${format(u.length > 40 ? `${u.slice(0, 40)}…` : u)}`
  if (typeof u !== "object" || u === null) return format(u)
  if (isDefinition(u)) return "~workflow" in u ? `the workflow "${String(u.name)}"` : `the stream ${String(u.name)}`
  if (Array.isArray(u)) return "an array"
  if (Effect.isEffect(u)) return "an Effect"
  const { constructor } = u
  const name = typeof constructor === "function" ? constructor.name : Object.prototype.toString.call(u).slice(8, -1)
  return name === "Object" || name === "" ? "an object" : `an instance of ${name}`
}

/** Says what is wrong with options of which only these keys are known; undefined where nothing is. */
export const wrongOptions = (u: unknown, known: ReadonlyArray<string>, example: string): string | undefined => {
  if (!isRecord(u)) return `the options are ${describe(u)}; give a record, as ${example}`
  const unknown = Object.keys(u).filter((key) => !known.includes(key))
  if (unknown.length === 0) return undefined
  const word = unknown.length === 1 ? "option" : "options"
  return `no such ${word}: ${unknown.join(", ")}; the options are ${known.join(", ")}`
}

/** Refuses what is wrong with options. */
export const checkOptions = (what: string, options: unknown, known: ReadonlyArray<string>, example: string): void => {
  const wrong = wrongOptions(options, known, example)
  if (wrong !== undefined) throw new TypeError(`${what}: ${wrong}`)
}

/** The same of options that may be left out. */
export const checkOptional = (...[what, options, known, example]: Parameters<typeof checkOptions>): void => {
  if (options !== undefined) checkOptions(what, options, known, example)
}
