/**
 * Typed multi-input, multi-output streams for Effect.
 *
 * @since 0.1.0
 */
export * as DeadLetter from "./DeadLetter.ts"
export * as Deadlock from "./Deadlock.ts"
export * as Description from "./Description.ts"
export * as Handle from "./Handle.ts"
export * as Junction from "./Junction.ts"
export * as KillSwitch from "./KillSwitch.ts"
export * as Observation from "./Observation.ts"
export * as Port from "./Port.ts"
export type { In, Out } from "./Port.ts"
export * as PortError from "./PortError.ts"
export * as PortTable from "./PortTable.ts"
export * as Refusal from "./Refusal.ts"
export * as Running from "./Running.ts"
export * as Scheduling from "./Scheduling.ts"
export * as Sink from "./Sink.ts"
export * as Source from "./Source.ts"
export * as Step from "./Step.ts"
export { type Definition, Stream } from "./Stream.ts"
export * as Transform from "./Transform.ts"
export * as ValidationError from "./ValidationError.ts"
export * as Wiring from "./Wiring.ts"
export * as Workflow from "./Workflow.ts"
