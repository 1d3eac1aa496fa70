/**
 * Output files that appear under their names all together, when everything has been written, or not at all.
 */
import { Context, Data, Effect, Layer } from "effect"
import type { Scope } from "effect"
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"

export class OutputError extends Data.TaggedError("OutputError")<{ readonly path: string; readonly problem: string }> {
  override get message(): string {
    return `${this.path}: ${this.problem}`
  }
}

/** A file being written; closed with the scope it was created in. */
export interface OutputFile {
  readonly write: (text: string) => Effect.Effect<void, OutputError>
}

const attempt = <A>(path: string, run: () => Promise<A>): Effect.Effect<A, OutputError> =>
  Effect.tryPromise({
    try: run,
    catch: (error) => new OutputError({ path, problem: error instanceof Error ? error.message : String(error) })
  })

/** The directory of the outputs: files grow under hidden partial names, and `commit` gives them their own. */
export class Outputs extends Context.Service<Outputs, {
  readonly create: (name: string) => Effect.Effect<OutputFile, OutputError, Scope.Scope>
  readonly put: (name: string, text: string) => Effect.Effect<void, OutputError>
  readonly commit: Effect.Effect<ReadonlyArray<string>, OutputError>
}>()("examples/flights/Outputs") {
  static readonly layer = (directory: string): Layer.Layer<Outputs, OutputError> =>
    Layer.effect(Outputs, make(directory))
}

const make = (directory: string): Effect.Effect<Outputs["Service"], OutputError, Scope.Scope> =>
  Effect.gen(function*() {
    const names = new Set<string>()
    const partial = (name: string): string => join(directory, `.${name}.partial`)
    yield* attempt(directory, () => mkdir(directory, { recursive: true }))
    // What was committed has no partial file any more, so this removes exactly what was left half-written.
    yield* Effect.addFinalizer(() =>
      Effect.promise(() => Promise.all([...names].map((name) => rm(partial(name), { force: true }))))
    )
    return {
      create: (name) =>
        Effect.gen(function*() {
          names.add(name)
          const path = partial(name)
          const handle = yield* Effect.acquireRelease(
            attempt(path, () => open(path, "w")),
            (handle) => Effect.promise(() => handle.close())
          )
          return { write: (text) => attempt(path, () => handle.writeFile(text)) }
        }),
      put: (name, text) => {
        names.add(name)
        // Uninterruptible, or the file could appear after the finalizer that removes it.
        return Effect.uninterruptible(attempt(partial(name), () => writeFile(partial(name), text)))
      },
      // Uninterruptible: once the first file has its name, all get theirs.
      commit: Effect.suspend(() =>
        Effect.forEach([...names], (name) => {
          const path = join(directory, name)
          return Effect.as(attempt(path, () => rename(partial(name), path)), path)
        })
      ).pipe(Effect.uninterruptible)
    }
  })
