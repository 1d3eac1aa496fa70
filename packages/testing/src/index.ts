/**
 * A test harness for effect-mimo streams.
 *
 * @since 0.1.0
 */
export * as TestStream from "./TestStream.ts"
