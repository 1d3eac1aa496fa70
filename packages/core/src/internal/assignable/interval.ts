/** Intervals of numbers and bigints, each end open, closed or absent. */

export interface Bound {
  readonly value: number | bigint
  readonly excluded: boolean
}

/**
 * All values between two bounds. `NaN` is below every number, as in `Order.Number`: it is in an interval without a
 * lower bound, and only there.
 */
export interface Interval {
  readonly min?: Bound | undefined
  readonly max?: Bound | undefined
}

const higher = (a: Bound | undefined, b: Bound | undefined): Bound | undefined => {
  if (a === undefined || b === undefined) return a ?? b
  return a.value > b.value || (a.value === b.value && a.excluded) ? a : b
}

const lower = (a: Bound | undefined, b: Bound | undefined): Bound | undefined => {
  if (a === undefined || b === undefined) return a ?? b
  return a.value < b.value || (a.value === b.value && a.excluded) ? a : b
}

export const intersect = (a: Interval, b: Interval): Interval => ({
  min: higher(a.min, b.min),
  max: lower(a.max, b.max)
})

export const isEmptyInterval = ({ min, max }: Interval): boolean =>
  min !== undefined && max !== undefined &&
  (min.value > max.value || (min.value === max.value && (min.excluded || max.excluded)))

/** Whether the first interval has no value outside the second. */
export const isInside = (inner: Interval, outer: Interval): boolean => {
  const [min, max] = [outer.min, outer.max]
  return (min === undefined || (inner.min !== undefined &&
    (inner.min.value > min.value || (inner.min.value === min.value && (inner.min.excluded || !min.excluded))))) &&
    (max === undefined || (inner.max !== undefined &&
      (inner.max.value < max.value || (inner.max.value === max.value && (inner.max.excluded || !max.excluded)))))
}

/** The same interval for a measure that has only whole values, with both ends included. */
export const toWhole = ({ min, max }: Interval): Interval => ({
  min: min && { value: round(min, Math.ceil, 1), excluded: false },
  max: max && { value: round(max, Math.floor, -1), excluded: false }
})

const round = ({ value, excluded }: Bound, toward: (value: number) => number, step: 1 | -1): number | bigint => {
  if (typeof value === "bigint") return excluded ? value + BigInt(step) : value
  const whole = toward(value)
  return excluded && whole === value ? whole + step : whole
}
