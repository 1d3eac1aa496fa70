import { Stream } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { ClassifiedFlight, RouteRow } from "../model.ts"

/** A mean of fewer flights says little. */
export const leastFlights = 1_000
const howMany = 10

interface Route {
  readonly first: ClassifiedFlight
  flights: number
  delay: number
}

/** Ranks routes by their mean delay; the worst come when all flights are in. */
export class WorstRoutes extends Stream {
  @In(ClassifiedFlight)
  readonly flight!: In<ClassifiedFlight>
  @Out(RouteRow)
  readonly route!: Out<RouteRow>;

  *run() {
    const byOrigin = new Map<string, Map<string, Route>>()
    let counted = 0
    yield* this.flight.forEach((classified) => {
      const { delay, destination, origin } = classified.flight
      let byDestination = byOrigin.get(origin)
      if (byDestination === undefined) byOrigin.set(origin, byDestination = new Map())
      let route = byDestination.get(destination)
      if (route === undefined) byDestination.set(destination, route = { first: classified, flights: 0, delay: 0 })
      route.flights++
      route.delay += delay
      counted++
    })
    const routes = [...byOrigin.values()].flatMap((byDestination) => [...byDestination.values()])
    const worst = routes
      .filter((route) => route.flights >= leastFlights)
      .sort((a, b) => b.delay / b.flights - a.delay / a.flights)
      .slice(0, howMany)
      .map((route, i) => toRow(route, i + 1))
    yield* this.route.pushAll(worst)
    return { counted, routes: routes.length, worst }
  }
}

const toRow = ({ delay, first: { flight, from, to }, flights }: Route, rank: number): RouteRow => ({
  rank,
  origin: flight.origin,
  destination: flight.destination,
  from: `${from.city}, ${from.state}`,
  to: `${to.city}, ${to.state}`,
  distance: flight.distance,
  flights,
  mean_delay: delay / flights
})
