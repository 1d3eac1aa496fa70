/** The graph of `examples/flights` on its records in memory, without files. */
import type { Case } from "../../suite/Case.ts"
import type { Outcome } from "./outcome.ts"

const common = { unit: "records", elements: 3_000_000, quick: 300_000 }
const targets = [{ peer: "class steps", against: "plain loop", atMost: 2.5 }]

/** What comes out of the first so many records of the file, but for the dead letters. */
const outcomes: { readonly [elements: number]: Omit<Outcome, "deadLetters"> } = {
  300_000: {
    flights: 299_998,
    airports: 223,
    hourRows: 3_216,
    routes: 3_272,
    worst: "",
    late: 69_337,
    alerts: 1_407,
    delay: 2_267_527
  },
  3_000_000: {
    flights: 2_999_769,
    airports: 228,
    hourRows: 3_904,
    routes: 3_397,
    worst: "PHX-DTW 1491, BOS-JFK 1918, BOS-BGR 1411, JFK-BOS 1912, JFK-DCA 1755, BOS-PWM 1027, LAX-SEA 3753, " +
      "DEN-PDX 1334, TPA-LGA 1497, BGR-BOS 1412",
    late: 626_517,
    alerts: 14_152,
    delay: 19_990_895
  }
}

/** How many of the records are not decoded. */
const rejected = (elements: number): number => (elements === common.elements ? 11 : 2)

// Decoding has its price in both programs, and hides some of what the steps cost: so the graph is measured without it too.

const whole: Case = {
  id: "B9",
  title:
    "The flight desk: schemas decoded, joined with airports, classified, counted by hour and route, alerts, rejects",
  ...common,
  peers: [
    { name: "class steps", module: "cases/flights/class-steps.ts", note: "13 steps" },
    { name: "plain loop", module: "cases/flights/plain-loop.ts", note: "the same decoder, look-ups and counts" }
  ],
  targets,
  expected: (elements) => ({
    deadLetters: elements - outcomes[elements]!.flights,
    ...outcomes[elements]
  })
}

const decoded: Case = {
  id: "B9 decoded",
  title: "The flight desk on records that were decoded before",
  ...common,
  peers: [
    { name: "class steps", module: "cases/flights/class-steps-decoded.ts", note: "12 steps" },
    { name: "plain loop", module: "cases/flights/plain-loop.ts", options: { decoded: true } }
  ],
  targets,
  expected: (elements) => ({
    deadLetters: elements - rejected(elements) - outcomes[elements]!.flights,
    ...outcomes[elements]
  })
}

export const flights: ReadonlyArray<Case> = [whole, decoded]
