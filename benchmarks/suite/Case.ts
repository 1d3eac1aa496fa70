/** What is measured: a case, the programs that compete in it, and how they ought to compare. */

/**
 * One way to do the work of a case, in a module of its own, so that the process that measures it loads nothing else.
 *
 * The module exports a {@link Program} as `program`, or {@link Figures} as `figures`.
 */
export interface Peer {
  readonly name: string
  /** The module's path from `benchmarks/`; undefined of a peer that cannot do the work. */
  readonly module: string | undefined
  /** Given to the program besides the number of elements. */
  readonly options?: Readonly<Record<string, number | string | boolean>>
  /** What the reader of a table should know: what it lacks, or why it cannot express the case. */
  readonly note?: string
  /** How many edges an element passes here, where that differs from the case's. */
  readonly hops?: number
}

/** How one peer's time ought to compare with another's: at most so many times of it, in one run. */
export interface Target {
  readonly peer: string
  /** Left out where `atMost` is what the figure itself should be. */
  readonly against?: string
  readonly atMost: number
  /** Another figure than `ns`, the nanoseconds per element. */
  readonly figure?: string
  /** Compares times per hop. */
  readonly perHop?: true
  /**
   * The id of the case that has `against`, where it is another one.
   *
   * Such a ratio is one of medians, taken minutes apart. Prefer a peer of the same case with the other's module and options:
   * only peers of one case are measured in turns.
   */
  readonly againstCase?: string
}

export interface Case {
  /** `B1`. */
  readonly id: string
  readonly title: string
  /** What the elements of the case are counted in: `elements`, `records`, `steps`. */
  readonly unit: string
  readonly elements: number
  /** How many of them in a quick run; 0 leaves the case out of it. */
  readonly quick: number
  /** How many edges an element passes: the table then has the time per hop too. */
  readonly hops?: number
  readonly peers: ReadonlyArray<Peer>
  readonly targets: ReadonlyArray<Target>
  /** What every program has to give for so many elements and its peer's options: all do the same work. */
  readonly expected?: (elements: number, options: Readonly<Record<string, number | string | boolean>>) => unknown
}

/**
 * Makes what is timed: data is prepared here, outside the timing. Each call of the result is one whole run.
 *
 * The working directory is `benchmarks/`. A bundle is what runs: `import.meta` says nothing of where the module stands.
 */
export type Program<Options = Readonly<Record<string, number | string | boolean>>> = (
  elements: number,
  options: Options
) => () => unknown

/**
 * Measures by itself what is not a time per element; each figure has its unit in its name, as `heap growth, MB`.
 *
 * It is called once in each round, in a process that has done nothing else.
 */
export type Figures<Options = Readonly<Record<string, number | string | boolean>>> = (
  elements: number,
  options: Options
) => Promise<Readonly<Record<string, number>>>

/** How the names of our own peers begin. */
const ours = ["class steps", "stock streams"]

/** What the other peers of a case are compared with: the first of our own. */
export const baseline = ({ peers }: Case): Peer | undefined =>
  peers.find(({ module, name }) => module !== undefined && ours.some((start) => name.startsWith(start)))
