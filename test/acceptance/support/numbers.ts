/** `start` to `end`, the end not included, as Python's `range`. */
export const range = (start: number, end: number): ReadonlyArray<number> =>
  Array.from({ length: end - start }, (_, i) => start + i)
