/**
 * An iteration to a fixed point: which towns can be reached from which. Every town takes the smallest label it hears of and
 * tells its neighbours, until nobody hears anything new. Nothing counts rounds: the loop ends by itself (S27).
 *
 * Run it: `npx tsx fixed-point.ts`
 */
import { Source, Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { Console, Effect, Schema } from "effect"
import { pathToFileURL } from "node:url"

export type Road = readonly [town: string, other: string]

const News = Schema.Struct({ town: Schema.String, label: Schema.String })
type News = typeof News.Type

/** Keeps the smallest label of each town, and passes on what is new. */
class Label extends Stream {
  @In(News)
  readonly heard!: In<News>
  @Out(News)
  readonly changed!: Out<News>;

  *run() {
    const labels: Record<string, string> = {}
    yield* this.heard.forEach((news) => {
      const known = labels[news.town]
      if (known !== undefined && known <= news.label) return
      labels[news.town] = news.label
      return this.changed.push(news)
    })
    return labels
  }
}

/** Tells the neighbours of a town its new label. */
class Tell extends Stream {
  @In(News)
  readonly changed!: In<News>
  @Out(News)
  readonly told!: Out<News>

  constructor(private readonly roads: ReadonlyArray<Road>) {
    super()
  }

  *run() {
    yield* this.changed.forEach(({ label, town }) =>
      this.told.pushAll(
        this.roads.flatMap(([a, b]) => a === town ? [{ town: b, label }] : b === town ? [{ town: a, label }] : [])
      )
    )
  }
}

/** Gives each town the name of the first town, by the alphabet, that it is connected with. */
export const connecting = (roads: ReadonlyArray<Road>) => {
  const towns = [...new Set(roads.flat())]
  return Workflow.make("connecting", {
    towns: Source.fromIterable(News, towns.map((town) => ({ town, label: town }))),
    label: Label,
    tell: Tell.of(roads)
  }, ({ label, tell, towns: source }) => {
    source.pipe(label)
    label.pipe(tell)
    // Room for all that can go round: a town hears at most every label from every neighbour.
    tell.pipe(label, { feedback: true, capacity: Math.max(1, 2 * roads.length * towns.length) })
  })
}

export const program = Effect.gen(function*() {
  const { label } = yield* Workflow.run(connecting([
    ["Oulu", "Kemi"],
    ["Tornio", "Kemi"],
    ["Turku", "Salo"],
    ["Espoo", "Salo"],
    ["Espoo", "Helsinki"],
    ["Helsinki", "Turku"]
  ]))
  for (const [town, first] of Object.entries(label)) yield* Console.log(`${town} is connected with ${first}`)
})

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await Effect.runPromise(program)
