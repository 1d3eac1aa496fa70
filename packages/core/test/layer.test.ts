/** A workflow as a layer of an application. */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { all, naturals, Offset } from "./fixtures/doubling.ts"

describe("Workflow.layer", () => {
  /** A workflow that notes what it does, and runs until it is stopped. */
  const serving = Effect.gen(function*() {
    const log: Array<string> = []
    const gate = yield* Deferred.make<void>()
    const Serve = Stream.make("Serve", {
      out: { n: Schema.Int },
      *run(_, { n }) {
        log.push("started")
        yield* Effect.addFinalizer(() => Effect.sync(() => log.push("stopped")))
        yield* n.pushAll([1, 2])
        yield* Effect.never
      }
    })
    const sink = Sink.forEach(
      Schema.Int,
      (n) => Effect.andThen(Deferred.await(gate), Effect.sync(() => log.push(`handled ${n}`)))
    )
    const workflow = Workflow.make("w", { serve: Serve, sink }, ({ serve, sink }) => serve.pipe(sink))
    return { log, open: Deferred.succeed(gate, undefined), workflow }
  })

  const logged = () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ cause, logLevel, message }) => {
      lines.push(`${logLevel} ${String(message)} ${Cause.pretty(cause)}`)
    })
    return { lines, logger: Logger.layer([logger]) }
  }

  it.effect("runs for the life of the layer, and is interrupted when it is released", () =>
    Effect.gen(function*() {
      const { log, workflow } = yield* serving
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(Workflow.layer(workflow), scope)
      for (let i = 0; i < 5; i++) yield* Effect.yieldNow
      assert.deepStrictEqual(log, ["started"])
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(log, ["started", "stopped"])
    }))

  it.effect("drains first when told to", () =>
    Effect.gen(function*() {
      const { log, open, workflow } = yield* serving
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(Workflow.layer(workflow, { drain: "10 seconds" }), scope)
      for (let i = 0; i < 5; i++) yield* Effect.yieldNow
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      for (let i = 0; i < 5; i++) yield* Effect.yieldNow
      assert.isUndefined(closing.pollUnsafe())
      yield* open
      yield* Fiber.join(closing)
      assert.deepStrictEqual(log, ["started", "stopped", "handled 1", "handled 2"])
    }))

  it.effect("interrupts when the drain takes too long, and logs what was left", () =>
    Effect.gen(function*() {
      const { log, workflow } = yield* serving
      const { lines, logger } = logged()
      const scope = yield* Scope.make()
      const layer = Workflow.layer(workflow, { drain: "10 seconds" })
      yield* Effect.gen(function*() {
        yield* Layer.buildWithScope(layer, scope)
        for (let i = 0; i < 5; i++) yield* Effect.yieldNow
        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(closing)
      }).pipe(Effect.provide(logger))
      assert.deepStrictEqual(log, ["started", "stopped"])
      assert.lengthOf(lines, 1)
      assert.match(lines[0]!, /Warn.*workflow not drained[^]*serve\.n → sink\.value: 1/)
    }))

  it.effect("logs a failure of the run, once, and keeps the application alive", () =>
    Effect.gen(function*() {
      const { lines, logger } = logged()
      const Fails = Stream.make("Fails", { run: () => Effect.die(new Error("broke")) })
      for (const options of [undefined, { drain: "1 second" as const }]) {
        const scope = yield* Scope.make()
        yield* Effect.gen(function*() {
          yield* Layer.buildWithScope(Workflow.layer(Workflow.make("w", { fails: Fails }, () => {}), options), scope)
          for (let i = 0; i < 10; i++) yield* Effect.yieldNow
          yield* Scope.close(scope, Exit.void)
        }).pipe(Effect.provide(logger))
        assert.lengthOf(lines, 1, String(options?.drain))
        assert.match(lines.splice(0)[0]!, /Error.*workflow failed[^]*broke[^]*w\/fails/)
      }
    }))

  it.effect("logs nothing when the run ends by itself, or is released", () =>
    Effect.gen(function*() {
      const { lines, logger } = logged()
      const { workflow } = yield* serving
      for (
        const one of [
          workflow,
          Workflow.make("w", { one: Source.range({ end: 1 }), all }, ({ one, all }) => one.pipe(all))
        ]
      ) {
        const scope = yield* Scope.make()
        yield* Effect.gen(function*() {
          yield* Layer.buildWithScope(Workflow.layer(one as typeof workflow), scope)
          for (let i = 0; i < 10; i++) yield* Effect.yieldNow
          yield* Scope.close(scope, Exit.void)
        }).pipe(Effect.provide(logger))
      }
      assert.deepStrictEqual(lines, [])
    }))

  it.effect("takes its services from the layers it is given", () =>
    Effect.gen(function*() {
      const seen: Array<number> = []
      const Uses = Stream.make("Uses", { run: () => Effect.map(Offset, (offset) => void seen.push(offset)) })
      const layer = Workflow.layer(Workflow.make("w", { uses: Uses }, () => {}))
      yield* Effect.scoped(Effect.andThen(
        Layer.build(Layer.provide(layer, Layer.succeed(Offset, 7))),
        Effect.forEach(naturals(5), () => Effect.yieldNow)
      ))
      assert.deepStrictEqual(seen, [7])
    }))
})
