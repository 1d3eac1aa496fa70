/** What a run of the flight desk comes to, for the comparison of the programs. */
import type { RouteRow } from "../../../examples/flights/model.ts"

export interface Outcome {
  readonly deadLetters: number
  /** Flights that were joined, classified and counted. */
  readonly flights: number
  readonly airports: number
  readonly hourRows: number
  readonly routes: number
  /** The worst ones with their flights, worst first. */
  readonly worst: string
  readonly late: number
  readonly alerts: number
  /** Minutes, of all flights by the hours of the day. */
  readonly delay: number
}

/** What the steps give. */
interface Results {
  readonly deadLetters: number
  readonly counting: {
    readonly hourly: { readonly counted: number; readonly airports: number }
    readonly hourlyFile: number
    readonly chart: ReadonlyArray<{ readonly delay: number }>
    readonly routes: { readonly routes: number; readonly worst: ReadonlyArray<RouteRow> }
    readonly alerts: number
    readonly alertsFile: number
  }
}

export const outcomeOf = ({ counting, deadLetters }: Results): Outcome => ({
  deadLetters,
  flights: counting.hourly.counted,
  airports: counting.hourly.airports,
  hourRows: counting.hourlyFile,
  routes: counting.routes.routes,
  worst: worstOf(counting.routes.worst),
  late: counting.alerts,
  alerts: counting.alertsFile,
  delay: delayOf(counting.chart)
})

export const worstOf = (routes: ReadonlyArray<RouteRow>): string =>
  routes.map(({ destination, flights, origin }) => `${origin}-${destination} ${flights}`).join(", ")

export const delayOf = (hours: ReadonlyArray<{ readonly delay: number }>): number =>
  Math.round(hours.reduce((sum, { delay }) => sum + delay, 0))
