/** The timer and the HTTP server alone. */
import type { Figures } from "../../suite/Case.ts"
import { beside } from "./neighbour.ts"

export const figures: Figures = (ms) => beside(ms, () => 0)
