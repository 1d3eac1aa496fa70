// Choices at random.

/** Numbers from 0 up to, not including, 1, the same for the same seed. */
export type Random = () => number

export const below = (random: Random, count: number): number => Math.floor(random() * count)
export const pick = <A>(random: Random, of: ReadonlyArray<A>): A => of[below(random, of.length)]!
export const chance = (random: Random, of: number): boolean => random() < of

export const some = <A>(random: Random, most: number, make: (random: Random) => A): ReadonlyArray<A> =>
  Array.from({ length: below(random, most + 1) }, () => make(random))
