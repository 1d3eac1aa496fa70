/** A clock that knows what sleeps on it. */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export class Sleeps {
  /** How many have begun or ended. */
  changes = 0
  private readonly until = new Set<{ readonly millis: number }>()
  /** That of a test goes on only when it is told to. */
  readonly isOfTest: boolean
  /** The same clock, its sleeps counted. */
  readonly clock: Clock.Clock

  constructor(private readonly inner: Clock.Clock) {
    this.isOfTest = "adjust" in inner
    // What inherits from a test's clock can be adjusted as it.
    this.clock = Object.assign(Object.create(inner), { sleep: (duration: Duration.Duration) => this.sleep(duration) })
  }

  get now(): number {
    return this.inner.currentTimeMillisUnsafe()
  }

  /** In how many milliseconds the first of them is over. */
  get next(): number | undefined {
    if (this.until.size === 0) return undefined
    return Math.min(...[...this.until].map(({ millis }) => millis)) - this.now
  }

  // As one: an interruption in between would leave a sleep that never ends.
  private sleep(duration: Duration.Duration): Effect.Effect<void> {
    return Effect.acquireUseRelease(
      Effect.sync(() => {
        const entry = { millis: this.now + Duration.toMillis(duration) }
        this.until.add(entry)
        this.changes++
        return entry
      }),
      () => this.inner.sleep(duration),
      (entry) =>
        Effect.sync(() => {
          this.until.delete(entry)
          this.changes++
        })
    )
  }
}
