/** The cases, in the order of their numbers. */
import { deadlock } from "../cases/deadlock/case.ts"
import { fairness } from "../cases/fairness/case.ts"
import { fan } from "../cases/fan/case.ts"
import { flights } from "../cases/flights/case.ts"
import { capacity, latency } from "../cases/latency/case.ts"
import { linear } from "../cases/linear/case.ts"
import { mapEffect } from "../cases/map-effect/case.ts"
import { memory } from "../cases/memory/case.ts"
import { scale } from "../cases/scale/case.ts"
import { service } from "../cases/service/case.ts"
import { split } from "../cases/split/case.ts"
import { startUp } from "../cases/start-up/case.ts"
import { stock } from "../cases/stock/case.ts"
import type { Case } from "./Case.ts"

const numbered: ReadonlyArray<Case> = [
  ...linear,
  split,
  fan,
  stock,
  ...mapEffect,
  service,
  ...flights,
  scale,
  ...memory,
  ...startUp
]

const numberOf = ({ id }: Case): number => Number.parseInt(id.slice(1))

export const cases: ReadonlyArray<Case> = [
  ...[...numbered].sort((a, b) => numberOf(a) - numberOf(b)),
  latency,
  fairness,
  deadlock,
  ...capacity
]
