/**
 * A bar that follows the running workflow, on terminals only.
 */
import { Presets, SingleBar } from "cli-progress"
import { Effect } from "effect"
import type { Scope } from "effect"

/** Draws how many of `total` records were read until the scope closes. */
export const progressBar = (total: number, read: Effect.Effect<number>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function*() {
    if (!process.stdout.isTTY) return
    const bar = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const bar = new SingleBar({
          stream: process.stdout,
          format: "{bar} {percentage} % | {value} of {total} records | {duration_formatted}",
          formatValue: (value, _, type) =>
            type === "percentage" ? String(value).padStart(3) : value.toLocaleString("en"),
          barsize: 32,
          hideCursor: true,
          clearOnComplete: true,
          // Ctrl-C is the runtime's business; the bar is stopped by its scope.
          gracefulExit: false
        }, Presets.shades_classic)
        bar.start(total, 0)
        return bar
      }),
      (bar) => Effect.sync(() => bar.stop())
    )
    const follow = Effect.map(read, (records) => bar.update(records))
    yield* Effect.addFinalizer(() => follow)
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(100), follow)))
  })
