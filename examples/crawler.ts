/**
 * A crawler: it fetches the pages of a site, four at a time, follows their links, and fetches each page once. The links go
 * round by a feedback edge; when no page brings a new one and no fetch is under way, the crawl is over.
 *
 * Run it: `npx tsx crawler.ts`
 */
import { Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { Console, Context, Data, Effect, Schema } from "effect"
import { pathToFileURL } from "node:url"

const Url = Schema.String
const Page = Schema.Struct({ url: Url, title: Schema.String, links: Schema.Array(Url) })
export type Page = typeof Page.Type

export class NotFound extends Data.TaggedError("NotFound")<{ readonly url: string }> {}

/** Where pages come from. */
export class Site extends Context.Service<Site, {
  readonly fetch: (url: string) => Effect.Effect<Page, NotFound>
}>()("examples/Site") {}

/** Passes every address on once. */
class Unseen extends Stream {
  @In(Url)
  readonly link!: In<string>
  @Out(Url)
  readonly url!: Out<string>;

  *run() {
    const seen = new Set<string>()
    yield* this.link.forEach((link) => {
      if (seen.has(link)) return
      seen.add(link)
      return this.url.push(link)
    })
    return seen.size
  }
}

class Fetch extends Stream {
  @In(Url)
  readonly url!: In<string>
  @Out(Page)
  readonly page!: Out<Page>
  @Out(Url)
  readonly missing!: Out<string>

  constructor(private readonly concurrency: number) {
    super()
  }

  *run() {
    const site = yield* Site
    yield* this.url.forEach((url) =>
      Effect.matchEffect(site.fetch(url), {
        onSuccess: (page) => this.page.push(page),
        onFailure: () => this.missing.push(url)
      }), { concurrency: this.concurrency })
  }
}

class Links extends Stream {
  @In(Page)
  readonly page!: In<Page>
  @Out(Url)
  readonly link!: Out<string>;

  *run() {
    yield* this.page.forEach(({ links }) => this.link.pushAll(links))
  }
}

export const crawling = (start: string, concurrency: number) =>
  Workflow.make("crawling", {
    start: Source.fromIterable(Url, [start]),
    unseen: Unseen,
    fetch: Fetch.of(concurrency),
    links: Links,
    pages: Sink.toArray(Page),
    missing: Sink.toArray(Url)
  }, ({ fetch, links, missing, pages, start, unseen }) => {
    start.pipe(unseen)
    unseen.pipe(fetch)
    fetch.page.pipe(pages)
    fetch.missing.pipe(missing)
    fetch.page.pipe(links)
    // The links that wait to be looked at wait here, so this edge has to hold as many as there may be.
    links.pipe(unseen, { feedback: true, capacity: 10_000 })
  })

/** A shop of so many items, listed five a page; the last page links to one that is not there. */
export const shop = (items: number): ReadonlyMap<string, Page> => {
  const lists = Math.ceil(items / 5)
  const listUrl = (n: number) => `/list?page=${n}`
  const itemUrl = (n: number) => `/item/${n}`
  const numbers = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
  const pages: ReadonlyArray<Page> = [
    { url: "/", title: "Shop", links: [listUrl(1)] },
    ...numbers(1, lists + 1).map((n) => ({
      url: listUrl(n),
      title: `List ${n}`,
      links: ["/", ...numbers((n - 1) * 5, Math.min(items, n * 5)).map(itemUrl), listUrl(n + 1)]
    })),
    ...numbers(0, items).map((n) => ({
      url: itemUrl(n),
      title: `Item ${n}`,
      links: ["/", itemUrl((n * 7) % items), itemUrl((n + 1) % items)]
    }))
  ]
  return new Map(pages.map((page) => [page.url, page]))
}

/** A site in memory that takes a while for each page. */
export const inMemory = (pages: ReadonlyMap<string, Page>) =>
  Site.of({
    fetch: (url) => {
      const page = pages.get(url)
      const answer = page === undefined ? Effect.fail(new NotFound({ url })) : Effect.succeed(page)
      return Effect.andThen(Effect.sleep(5 + url.length), answer)
    }
  })

export const program = Effect.gen(function*() {
  const { missing, pages, unseen } = yield* Workflow.run(crawling("/", 4))
  yield* Console.log(`${unseen} addresses, ${pages.length} pages, missing: ${missing.join(", ")}`)
  yield* Console.log(pages.slice(0, 8).map(({ title }) => title).join(", "), "…")
}).pipe(Effect.provideService(Site, inMemory(shop(40))))

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await Effect.runPromise(program)
