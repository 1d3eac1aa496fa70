/** Schemas in words, as the reasons of a verdict name them. */
import * as SchemaAST from "effect/SchemaAST"
import { representationOf } from "./checks.ts"
import { type Undecided, undecided } from "./verdict.ts"

/** As many parts as a reader takes in at a glance. */
const maxParts = 4

const list = <A>(parts: ReadonlyArray<A>, format: (part: A) => string, separator: string): string =>
  [...new Set(parts.slice(0, maxParts).map(format)), ...(parts.length > maxParts ? ["…"] : [])].join(separator)

export const describeValue = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value)
    case "bigint":
      return `${value}n`
    default:
      return String(value)
  }
}

const nameOf = (annotations: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  const name = annotations?.identifier ?? annotations?.title
  return typeof name === "string" ? name : undefined
}

/** What a check asks for, the way Effect's messages put it: "an integer", "a value between 1 and 5". */
export const describeCheck = (check: SchemaAST.Check<never>): string => {
  const name = nameOf(check.annotations)
  if (name !== undefined) return name
  const expected = check.annotations?.expected
  if (typeof expected === "string") return expected
  if (check._tag === "FilterGroup") return check.checks.map(describeCheck).join(" and ")
  return representationOf(check)?.id.replace(/^.*\//, "") ?? "a custom check"
}

/** A thing with what its checks add to it: "integer between 1 and 5", "string passing a custom check". */
const withChecks = (thing: string, checks: ReadonlyArray<SchemaAST.Check<never>>): string => {
  let noun = thing
  const phrases: Array<string> = []
  for (const check of checks) {
    const words = describeCheck(check)
    const [, phrase] = /^an? (?:value|string|array|object) (.*)$/s.exec(words) ?? []
    const [, kind] = /^an? ((?:.* )?(?:number|integer|string|GUID|ULID|UUID(?: v\d)?))$/s.exec(words) ?? []
    if (kind !== undefined && noun === thing && phrases.length === 0) noun = kind
    else phrases.push(phrase ?? `passing ${words}`)
  }
  return phrases.length === 0 ? noun : `${noun} ${phrases.join(" and ")}`
}

const formatTemplatePart = (part: SchemaAST.AST): string =>
  part._tag === "Literal"
    ? String(part.literal)
    : part._tag === "TemplateLiteral"
    ? part.parts.map(formatTemplatePart).join("")
    : `\${${describe(part)}}`

const describeProperty = ({ name, type }: SchemaAST.PropertySignature): string =>
  `${String(name)}${SchemaAST.isOptional(type) ? "?" : ""}`

const describeBase = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "Literal":
      return describeValue(ast.literal)
    case "UniqueSymbol":
      return describeValue(ast.symbol)
    case "Enum":
      return list(ast.enums, ([, value]) => describeValue(value), " | ")
    case "TemplateLiteral":
      return `\`${ast.parts.map(formatTemplatePart).join("")}\``
    case "ObjectKeyword":
      return "object"
    case "Union":
      return ast.types.length === 0 ? "never" : describeAny(ast.types)
    case "Arrays": {
      const [rest, ...tail] = ast.rest
      if (rest !== undefined && ast.elements.length === 0 && tail.length === 0) return `array of ${describe(rest)}`
      const elements = ast.elements.map((type) => describe(type) + (SchemaAST.isOptional(type) ? "?" : ""))
      const repeated = rest === undefined ? [] : [`...${describe(rest)}`]
      return `[${[...elements, ...repeated, ...tail.map(describe)].join(", ")}]`
    }
    case "Objects": {
      const [index] = ast.indexSignatures
      if (index !== undefined && ast.propertySignatures.length === 0) {
        return `record of ${describe(index.parameter)} to ${describe(index.type)}`
      }
      const parts = [
        ...ast.propertySignatures.map(describeProperty),
        ...ast.indexSignatures.map(({ parameter }) => `[${describe(parameter)}]`)
      ]
      return parts.length === 0 ? "{}" : `{ ${list(parts, String, ", ")} }`
    }
    case "Declaration": {
      const name = ast.annotations?.expected ?? representationOf(ast)?.id.replace(/^.*\//, "") ?? "a declared type"
      const parameters = ast.typeParameters.map(describe)
      return String(name).replace(/^an? (?:valid )?(?=[A-Z]\w*$)/, "") +
        (parameters.length === 0 ? "" : `<${parameters.join(", ")}>`)
    }
    case "Suspend":
      return "a recursive type" // Not looked into: it may hold itself.
    default:
      return ast._tag.toLowerCase()
  }
}

/** What a schema's values are: "string", "integer between 1 and 5", "{ id, price? }", the name of a class. */
export const describe = (ast: SchemaAST.AST): string =>
  withChecks(nameOf(ast.annotations) ?? describeBase(ast), ast.checks ?? [])

/** Any of several: "string | null", "\"a\" | \"b\" | \"c\" | \"d\" | …". */
export const describeAny = (asts: ReadonlyArray<SchemaAST.AST>): string => list(asts, describe, " | ")

export const isNot = (from: SchemaAST.AST, to: SchemaAST.AST): string => `${describe(from)} is not ${describe(to)}`

export const cannotTell = (from: SchemaAST.AST, to: SchemaAST.AST): Undecided =>
  undecided(`whether ${describe(from)} is ${describe(to)} cannot be told`)
