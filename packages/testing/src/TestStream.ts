/**
 * One stream alone, under test: arrays in and arrays out, or its ports held by hand.
 *
 * Both run the stream as a step of a real workflow, so that it meets the edges, the back-pressure and the lifetimes it will
 * meet in production. Time is that of the test: under `TestClock` nothing waits for real, and what waits in vain says so.
 *
 * @since 0.1.0
 */
export { Wait } from "./internal/waits.ts"
export { check, type CheckOptions, expectLawful, LawsBroken, type Report } from "./stream/check.ts"
export { type FromRecording, fromRecording } from "./stream/fromRecording.ts"
export { MarbleMismatch, type Marbles, marbles } from "./stream/marbles.ts"
export {
  Ended,
  type InletProbe,
  make,
  NotCancelled,
  type OutletProbe,
  type TestStream,
  UnexpectedElements
} from "./stream/probes.ts"
export { property, PropertyFailed, type PropertyOptions, type PropertyRun } from "./stream/property.ts"
export {
  type Input,
  type Inputs,
  type InputsError,
  type InputsServices,
  type Options,
  type Outcome,
  run,
  TestTimeout
} from "./stream/run.ts"
export {
  type Entry,
  type Row,
  type Script,
  script,
  type ScriptInlet,
  ScriptMismatch,
  type ScriptOutlet
} from "./stream/script.ts"
export { Stuck } from "./stream/stuck.ts"
