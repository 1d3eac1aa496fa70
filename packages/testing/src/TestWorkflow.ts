/**
 * A whole graph under test: steps held by hand or replaced, edges watched, the same run under many schedules, and its shape
 * as text.
 *
 * @since 0.1.0
 */
export { type Demanding } from "./internal/heldRun.ts"
export { type Difference, type Equality, inAnyOrder } from "./workflow/differences.ts"
export {
  type Dependence,
  expectSame,
  type Exploration,
  explore,
  RunsDiffer,
  type Variations
} from "./workflow/explore.ts"
export { make, type Options, type Results, type StepProbe, type Steps, type TestWorkflow } from "./workflow/make.ts"
export { ProbeEnded } from "./workflow/puppet.ts"
export { type Inputs, type Limits, type Outcome, run } from "./workflow/run.ts"
export { type Settings } from "./workflow/settings.ts"
export { shape } from "./workflow/shape.ts"
export { type EdgeTap, UnknownEdge } from "./workflow/taps.ts"
