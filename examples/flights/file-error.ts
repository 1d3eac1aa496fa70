/**
 * What goes wrong with a file, in one line: which file, and what is the matter with it.
 */
import { Data, Effect } from "effect"

/** A file that is missing, damaged, not what it should be, or cannot be written. */
export class FileError extends Data.TaggedError("FileError")<{ readonly path: string; readonly problem: string }> {
  override get message(): string {
    return `${this.path}: ${this.problem}`
  }

  /** What the system refuses is told in its words; anything else after `otherwise`, which tells what it means. */
  static from(path: string, error: unknown, otherwise = ""): FileError {
    if (error instanceof FileError) return error
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n")
    // Node's form is "ENOENT: no such file or directory, open '/a/b'".
    const refused = /^E[A-Z]+: ([^,]+)/.exec(line)?.[1]
    return new FileError({ path, problem: refused ?? `${otherwise}${line}` })
  }
}

/** Reads or writes a file. */
export const attempt = <A>(path: string, run: () => Promise<A>, otherwise?: string): Effect.Effect<A, FileError> =>
  Effect.tryPromise({ try: run, catch: (error) => FileError.from(path, error, otherwise) })
