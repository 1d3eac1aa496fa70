/**
 * A test harness for streams and workflows.
 *
 * @since 0.1.0
 */
export * as Assert from "./Assert.ts"
export * as Law from "./Law.ts"
export * as Marble from "./Marble.ts"
export * as Recording from "./Recording.ts"
export * as TestScheduler from "./TestScheduler.ts"
export * as TestStream from "./TestStream.ts"
export * as TestWorkflow from "./TestWorkflow.ts"
