/** How long single elements are under way, from push to pop, while nothing else happens: one at a time, by a timer. */
import * as Effect from "effect/Effect"

/** Milliseconds between two elements. */
const interval = 2

/** Elements at the start that are not counted. */
const warming = 50

const at = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!

/** The push and the pop of one element after another. */
export class Flights {
  readonly #times: Array<number> = []
  readonly #turns: Array<number> = []
  #begun = 0
  #turn = 1
  #inFlight = false
  #microtasks = false
  #beforeMicrotasks = 0

  /** Waits for a timer. Its callback resumes the fiber, so what follows happens in the turn of the timer. */
  readonly wait = Effect.callback<void>((resume) => {
    const timer = setTimeout(() => resume(Effect.void), interval)
    return Effect.sync(() => clearTimeout(timer))
  })

  pushing(): void {
    this.#inFlight = true
    this.#turn = 0
    this.#microtasks = false
    void Promise.resolve().then(() => {
      this.#microtasks = true
    })
    // Each turn of the event loop runs the immediates that there are when it comes to them, and these first: they were
    // asked for before the push. So the first is in the turn of the push, the second in the next.
    const turn = () => {
      if (!this.#inFlight) return
      this.#turn++
      setImmediate(turn)
    }
    setImmediate(turn)
    this.#begun = performance.now()
  }

  popped(): void {
    const time = performance.now() - this.#begun
    this.#inFlight = false
    this.#times.push(time * 1_000)
    this.#turns.push(Math.max(1, this.#turn))
    if (!this.#microtasks) this.#beforeMicrotasks++
  }

  get figures(): Readonly<Record<string, number>> {
    const times = this.#times.slice(warming).sort((a, b) => a - b)
    const turns = this.#turns.slice(warming)
    return {
      "push to pop, µs": at(times, 0.5),
      "push to pop p99, µs": at(times, 0.99),
      // On average; 1 means that all were popped in the turn of the push.
      "turns of the event loop": turns.reduce((sum, turns) => sum + turns, 0) / turns.length,
      "in the turn of the push, %": 100 * turns.filter((turns) => turns === 1).length / turns.length,
      "before any microtask, %": 100 * this.#beforeMicrotasks / this.#times.length
    }
  }

  static count(elements: number): number {
    return elements + warming
  }
}
