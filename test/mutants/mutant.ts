/** One fault that is planted in the sources of the core while they are compiled, and what is to notice it. */
import { join } from "node:path"

export interface Mutant {
  readonly name: string
  /** The rule of docs/semantics.md that it breaks; the test that notices it has its number. */
  readonly breaks: string
  /** Under `packages/core/src`. */
  readonly file: string
  /** Is there exactly once. */
  readonly from: string
  readonly to: string
  /** Of the tests of the rules, the files that are to notice it. */
  readonly noticedBy: ReadonlyArray<string>
  /** Where only these of the tests' schedules are to: it takes a certain order of events. */
  readonly under?: "shuffled" | "shuffled, preempted"
}

const sources = join(import.meta.dirname, "../../packages/core/src")

/** The source with the fault in it; refused unless what is to be replaced is there exactly once. */
export const withFault = (source: string, { file, from, name, to }: Mutant): string => {
  const [before, after, ...others] = source.split(from)
  if (before === undefined || after === undefined || others.length > 0) {
    const times = source.split(from).length - 1
    throw new Error(`mutant "${name}": ${times} times in ${file}, and should be once:\n${from}`)
  }
  return before + to + after
}

export const pathOf = ({ file }: Mutant): string => join(sources, file)
