/** Ports whose decorator was forgotten: to the library they are fields like any other, and hold nothing. */
import type { StreamDefinition } from "./definition.ts"

/** What to do about a field of a class that may be meant as a port; undefined where nothing hints at one. */
export const decorateAdvice = (definition: StreamDefinition): string | undefined => {
  const { isOfFields, name } = definition
  const unset = definition.unsetFields()
  if (unset.length === 0) {
    return isOfFields ? `if a field of ${name} is a port, decorate it with @In(schema) or @Out(schema)` : undefined
  }
  const fields = unset.length === 1 ? "a field" : "fields"
  return `${name} has ${fields} without a value (${unset.join(", ")}): decorate a port with @In(schema) or @Out(schema)`
}

// What is read of a port; `owner` is what Port.select and its like read.
const membersOfPorts =
  /\b(pop|peek|popUpTo|forEach|forEachUpTo|stream|size|isDone|close|push|pushAll|offerUnsafe|sink|end|isClosed|isFull|owner)\b/

// A run that runs a workflow passes on what that died of, and a failing step is told of twice.
const explained = new WeakMap<Error, Error>()

/** What a step died of, with the advice where that may be a port that is not there. */
export const explainDefect = (definition: StreamDefinition, defect: unknown, path: string): unknown => {
  if (!(defect instanceof TypeError) || !isOfNothing(defect.message)) return defect
  const known = explained.get(defect)
  if (known !== undefined) return known
  const advice = decorateAdvice(definition)
  if (advice === undefined) return defect
  const message = `${path}: ${defect.message}; ${advice}`
  const better = new TypeError(message)
  // Where it was thrown, not where it was explained.
  if (defect.stack !== undefined) better.stack = defect.stack.replace(defect.message, () => message)
  explained.set(defect, better)
  explained.set(better, better)
  return better
}

const isOfNothing = (message: string): boolean => /\bundefined\b/.test(message) && membersOfPorts.test(message)
