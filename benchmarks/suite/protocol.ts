/** What the process of a peer is asked for, and what it answers. */

export interface Work {
  readonly elements: number
  readonly options: Readonly<Record<string, number | string | boolean>>
}

export type Request =
  /** Prepares the program, and runs it until it is warm. Asked first; programs only. */
  | ({ readonly kind: "warm up"; readonly pace: Pace } & Work)
  /** One round: some runs, timed one by one. */
  | { readonly kind: "time" }
  /** The figures of a peer that measures by itself. */
  | ({ readonly kind: "figures" } & Work)

/** How long to go on. */
export interface Pace {
  readonly warmUpRuns: number
  readonly warmUpTime: number
  /** How many milliseconds a round is filled with, where one run is shorter. */
  readonly roundTime: number
}

export type Answer =
  | { readonly kind: "loaded"; readonly exports: "program" | "figures" }
  | { readonly kind: "timed"; readonly milliseconds: ReadonlyArray<number>; readonly result: unknown }
  | { readonly kind: "figures"; readonly figures: Readonly<Record<string, number>> }
  | { readonly kind: "failed"; readonly message: string }
