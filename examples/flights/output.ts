/**
 * Output files that appear under their names all together, when everything has been written, or not at all.
 */
import { Context, Effect, Layer } from "effect"
import type { Scope } from "effect"
import { mkdir, mkdtemp, open, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { attempt } from "./file-error.ts"
import type { FileError } from "./file-error.ts"

/** A file being written; closed with the scope it was created in. */
export interface OutputFile {
  readonly write: (text: string) => Effect.Effect<void, FileError>
}

/** The directory of the outputs: files grow in a hidden directory inside it, and `commit` moves them. */
export class Outputs extends Context.Service<Outputs, {
  readonly create: (name: string) => Effect.Effect<OutputFile, FileError, Scope.Scope>
  readonly put: (name: string, text: string) => Effect.Effect<void, FileError>
  readonly commit: Effect.Effect<ReadonlyArray<string>, FileError>
}>()("examples/flights/Outputs") {
  static readonly layer = (directory: string): Layer.Layer<Outputs, FileError> => Layer.effect(Outputs, make(directory))
}

const make = (directory: string): Effect.Effect<Outputs["Service"], FileError, Scope.Scope> =>
  Effect.gen(function*() {
    yield* attempt(directory, () => mkdir(directory, { recursive: true }))
    // A directory for each run: two at once do not write into each other's files.
    const partial = yield* Effect.acquireRelease(
      attempt(directory, () => mkdtemp(join(directory, ".partial-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
    )
    const names = new Set<string>()
    return {
      create: (name) =>
        Effect.gen(function*() {
          names.add(name)
          const path = join(partial, name)
          const handle = yield* Effect.acquireRelease(
            attempt(path, () => open(path, "w")),
            (handle) => Effect.promise(() => handle.close())
          )
          return { write: (text) => attempt(path, () => handle.writeFile(text)) }
        }),
      put: (name, text) => {
        names.add(name)
        // Uninterruptible, or the file could be written while the finalizer removes its directory.
        return Effect.uninterruptible(attempt(join(partial, name), () => writeFile(join(partial, name), text)))
      },
      // Uninterruptible: once the first file has its name, all get theirs.
      commit: Effect.suspend(() =>
        Effect.forEach([...names], (name) => {
          const path = join(directory, name)
          return Effect.as(attempt(path, () => rename(join(partial, name), path)), path)
        })
      ).pipe(Effect.uninterruptible)
    }
  })
