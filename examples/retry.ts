/**
 * A retry loop: what fails goes round with the number of its attempts, waits a while on the way, and is given up after the
 * third. The loop ends by itself when all messages are out and none is going round.
 *
 * Run it: `npx tsx retry.ts`
 */
import { Port, Sink, Source, Stream, Workflow } from "@effect-mimo/core"
import { In, Out } from "@effect-mimo/decorators"
import { Console, Context, Data, Effect, Schema } from "effect"
import { pathToFileURL } from "node:url"

export const maxAttempts = 3

const Message = Schema.Struct({ id: Schema.Int, attempt: Schema.Int })
type Message = typeof Message.Type

export class Unavailable extends Data.TaggedError("Unavailable")<{ readonly id: number }> {}

/** Where the messages go. */
export class Mailbox extends Context.Service<Mailbox, {
  readonly send: (id: number) => Effect.Effect<void, Unavailable>
}>()("examples/Mailbox") {}

class Deliver extends Stream {
  @In(Message)
  readonly fresh!: In<Message>
  @In(Message)
  readonly retry!: In<Message>
  @Out(Message)
  readonly delivered!: Out<Message>
  @Out(Message)
  readonly failed!: Out<Message>
  @Out(Message)
  readonly givenUp!: Out<Message>;

  *run() {
    const { fresh, retry } = this
    while (true) {
      // What comes round goes first, so that the loop does not fill up with ever more messages that fail.
      const { value: message } = yield* retry.size > 0 ? Port.select({ retry }) : Port.select({ fresh, retry })
      const sent = Effect.flatMap(Mailbox, (mailbox) => mailbox.send(message.id))
      yield* Effect.matchEffect(sent, {
        onSuccess: () => this.delivered.push(message),
        onFailure: () => message.attempt < maxAttempts ? this.failed.push(message) : this.givenUp.push(message)
      })
    }
  }
}

/** Lets a message wait, longer each time, and counts the attempt. */
class BackOff extends Stream {
  @In(Message)
  readonly failed!: In<Message>
  @Out(Message)
  readonly again!: Out<Message>;

  *run() {
    yield* this.failed.forEach(({ attempt, id }) =>
      Effect.andThen(Effect.sleep(50 * 2 ** attempt), this.again.push({ id, attempt: attempt + 1 }))
    )
  }
}

export const delivering = (ids: ReadonlyArray<number>) =>
  Workflow.make("delivering", {
    messages: Source.fromIterable(Message, ids.map((id) => ({ id, attempt: 1 }))),
    deliver: Deliver,
    backOff: BackOff,
    delivered: Sink.toArray(Message),
    givenUp: Sink.toArray(Message)
  }, ({ backOff, deliver, delivered, givenUp, messages }) => {
    messages.pipe(deliver.fresh)
    deliver.delivered.pipe(delivered)
    deliver.givenUp.pipe(givenUp)
    deliver.failed.pipe(backOff)
    backOff.pipe(deliver.retry, { feedback: true })
  })

/** Every third message takes one attempt, the next two, the next more than there are. */
export const flaky = Mailbox.of({
  send: (() => {
    const attempts = new Map<number, number>()
    return (id: number) =>
      Effect.suspend(() => {
        const attempt = (attempts.get(id) ?? 0) + 1
        attempts.set(id, attempt)
        return attempt > (id % 3) * 1.5 ? Effect.void : Effect.fail(new Unavailable({ id }))
      })
  })()
})

export const program = Effect.gen(function*() {
  const { delivered, givenUp } = yield* Workflow.run(delivering([0, 1, 2, 3, 4, 5]))
  for (const { attempt, id } of delivered) yield* Console.log(`message ${id} delivered at attempt ${attempt}`)
  for (const { attempt, id } of givenUp) yield* Console.log(`message ${id} given up after ${attempt} attempts`)
}).pipe(Effect.provideService(Mailbox, flaky))

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await Effect.runPromise(program)
