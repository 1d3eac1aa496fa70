import { Workflow } from "@effect-mimo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { crawling, inMemory, shop, Site } from "../crawler.ts"
import { connecting } from "../fixed-point.ts"
import { delivering, Mailbox, maxAttempts, Unavailable } from "../retry.ts"

describe("retry", () => {
  const deliverTo = (mailbox: Mailbox["Service"], ids: ReadonlyArray<number>, capacity: number) =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(Workflow.run(Workflow.withCapacity(delivering(ids), capacity)))
      yield* TestClock.adjust("10 minutes")
      return yield* Fiber.join(fiber)
    }).pipe(Effect.provideService(Mailbox, mailbox))

  it.effect("tries what fails again, until the attempts are used up", () =>
    Effect.gen(function*() {
      const sent: Array<number> = []
      // As many failures as the number of the message says.
      const failing = Mailbox.of({
        send: (id) =>
          Effect.suspend(() => {
            sent.push(id)
            return sent.filter((other) => other === id).length > id ? Effect.void : Effect.fail(new Unavailable({ id }))
          })
      })
      const { delivered, givenUp } = yield* deliverTo(failing, [0, 1, 2, 3], 128)
      assert.deepStrictEqual(delivered.map(({ attempt, id }) => [id, attempt]), [[0, 1], [1, 2], [2, 3]])
      assert.deepStrictEqual(givenUp, [{ id: 3, attempt: maxAttempts }])
      assert.lengthOf(sent, 1 + 2 + 3 + 3)
    }))

  it.effect("does not fill up, however many fail and however little its edges hold", () =>
    Effect.gen(function*() {
      const ids = Array.from({ length: 100 }, (_, id) => id)
      const down = Mailbox.of({ send: (id) => Effect.fail(new Unavailable({ id })) })
      for (const capacity of [1, 2, 5]) {
        const { delivered, givenUp } = yield* deliverTo(down, ids, capacity)
        assert.isEmpty(delivered)
        assert.deepStrictEqual(givenUp.map(({ id }) => id).sort((a, b) => a - b), ids)
      }
    }))
})

describe("fixed-point", () => {
  it.effect("finds what is connected", () =>
    Effect.gen(function*() {
      const chain = Array.from("abcdefg", (town, i) => [town, "bcdefgh"[i]!] as const)
      const { label } = yield* Workflow.run(connecting([...chain, ["x", "z"], ["y", "z"]]))
      const connected = Object.entries(label).map(([town, first]) => `${town}${first}`).sort()
      assert.deepStrictEqual(connected, [...Array.from("abcdefgh", (town) => `${town}a`), "xx", "yx", "zx"])
    }))

  it.effect("ends where there is nothing", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* Workflow.run(connecting([])), { label: {} })
    }))
})

describe("crawler", () => {
  it.effect("fetches each page once, so many at a time, and ends by itself", () =>
    Effect.gen(function*() {
      const pages = shop(23)
      const site = inMemory(pages)
      for (const concurrency of [1, 4]) {
        const fetched: Array<string> = []
        let now = 0
        let most = 0
        const watched = Site.of({
          fetch: (url) =>
            Effect.suspend(() => {
              fetched.push(url)
              most = Math.max(most, ++now)
              return Effect.ensuring(site.fetch(url), Effect.sync(() => now--))
            })
        })
        const crawl = Effect.provideService(Workflow.run(crawling("/", concurrency)), Site, watched)
        const fiber = yield* Effect.forkChild(crawl)
        yield* TestClock.adjust("1 minute")
        const results = yield* Fiber.join(fiber)
        assert.sameMembers(results.pages.map(({ url }) => url), [...pages.keys()])
        assert.deepStrictEqual(results.missing, ["/list?page=6"])
        assert.sameMembers(fetched, [...pages.keys(), "/list?page=6"])
        assert.strictEqual(most, concurrency)
      }
    }))
})
