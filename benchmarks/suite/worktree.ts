/** The files of another revision, for as long as they are wanted. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { git } from "./machine.ts"
import { UsageError } from "./options.ts"

/** Gives `f` the folder of the revision's files, and takes them away whatever happens. */
export const withWorktree = async <A>(
  revision: string,
  f: (folder: string, commit: string) => Promise<A>
): Promise<A> => {
  const commit = commitOf(revision)
  const temporary = mkdtempSync(join(tmpdir(), "effect-mimo-bench-"))
  const folder = join(temporary, "worktree")
  try {
    git("worktree", "add", "--detach", folder, commit)
    return await f(folder, commit)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
    git("worktree", "prune")
  }
}

const commitOf = (revision: string): string => {
  try {
    return git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`)
  } catch {
    throw new UsageError(`--compare: git knows no revision ${revision}`)
  }
}
