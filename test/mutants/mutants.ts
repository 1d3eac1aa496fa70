import type { Mutant } from "./mutant.ts"

const edge = "internal/edge.ts"
const inPort = "internal/inPort.ts"
const outPort = "internal/outPort.ts"
const waits = "internal/waits.ts"
const step = "internal/step.ts"
const feedback = "internal/feedback.ts"

/** By what they break: the order of the rules. */
export const mutants: ReadonlyArray<Mutant> = [
  {
    name: "a stale cancel: a completed edge takes it all the same",
    breaks: "S1",
    file: edge,
    from: `    if (this.state === "Open") {
      this.state = "Cancelled"`,
    to: `    if (this.state !== "Cancelled") {
      this.state = "Cancelled"`,
    noticedBy: ["edges/terminal"],
    under: "shuffled"
  },
  {
    name: "a double delivery: a push that had to wait begins again from its first element",
    breaks: "S2",
    file: outPort,
    from: "this.send(elements, next, false)",
    to: "this.send(elements, from, false)",
    noticedBy: ["edges/fifo"],
    under: "shuffled"
  },
  {
    name: "a double delivery: a push that is interrupted while it waits is given all the same",
    breaks: "S2",
    file: waits,
    from: `    const wasPush = this.isPush
    this.leaveAll()`,
    to: `    const wasPush = this.isPush
    if (wasPush) Effect.runFork(this.again)
    this.leaveAll()`,
    noticedBy: ["ports/interruption"]
  },
  {
    name: "a loss: an element is taken for a fiber that is woken, which may be interrupted before its turn",
    breaks: "S2",
    file: waits,
    from: `      wait.leaveAll()
`,
    to: `      wait.leaveAll()
      if (this.hasElement && !wait.isPush && wait.sites.length === 1) {
        const element = this.takeNow()
        wait.again = Effect.sync(() => element)
      }
`,
    noticedBy: ["ports/interruption"]
  },
  {
    name: "a capacity off by one: more",
    breaks: "S3",
    file: edge,
    from: "    this.limit = Math.min(capacity, initialSlots)",
    to: `    this.capacity = capacity + 1
    this.limit = Math.min(capacity + 1, initialSlots)`,
    noticedBy: ["edges/capacity"]
  },
  {
    name: "a capacity off by one: fewer where steps are fused",
    breaks: "S3",
    file: "internal/passage.ts",
    from: "sum + capacity + 1, -1)",
    to: "sum + capacity + 1, -2)",
    noticedBy: ["fusion/capacity"]
  },
  {
    name: "a completion that overtakes elements",
    breaks: "S4",
    file: inPort,
    from: "      if (edge.hasElement) {",
    to: `      if (edge.state === "Completed") edge.takeInto([], Infinity)
      if (edge.hasElement) {`,
    noticedBy: ["edges/completion"]
  },
  {
    name: "a failure that looks like completion",
    breaks: "S5",
    file: step,
    from: "port.failNow(seen)",
    to: "port.completeNow()",
    noticedBy: ["edges/failure"]
  },
  {
    name: "counts off: what a cancelled edge drops is not counted",
    breaks: "S6",
    file: edge,
    from: "    this.discarded += this.pushed - this.removed\n",
    to: "",
    noticedBy: ["edges/cancellation"]
  },
  {
    name: "a lost wake-up: whether to wait is not asked again when the wait begins",
    breaks: "S7",
    file: waits,
    from: "sites.every(mustWait) ? asEffect(",
    to: "sites.length > 0 ? asEffect(",
    noticedBy: ["edges/waking"],
    under: "shuffled, preempted"
  },
  {
    name: "a lost wake-up: whether to wait is not asked again when the wait of a push begins",
    breaks: "S7",
    file: waits,
    from: "site.mustWait ? asEffect(",
    to: "true ? asEffect(",
    noticedBy: ["edges/waking"],
    under: "shuffled, preempted"
  },
  {
    name: "a lost wake-up: only the first that waits is woken, and may be interrupted before its turn",
    breaks: "S7",
    file: waits,
    from: "    while (this.waits.length > 0) {",
    to: "    if (this.waits.length > 0) {",
    noticedBy: ["edges/waking"],
    under: "shuffled"
  },
  {
    name: "fairness lost: the edges of an inlet do not take turns",
    breaks: "S10",
    file: inPort,
    from: `        this.turn++
        return edge`,
    to: "        return edge",
    noticedBy: ["ports/fan-in"]
  },
  {
    name: "a loop that lets more in while it is full",
    breaks: "S10",
    file: inPort,
    from: "if (back[n]!.hasElement && back[n]!.isFull) return back[n]",
    to: "if (n < 0) return back[n]",
    noticedBy: ["feedback/full"]
  },
  {
    name: "a fan-out that gives to whoever has room, and again",
    breaks: "S11",
    file: outPort,
    from: `edges[n]!.isFull) return false
    for`,
    to: `edges[n]!.isFull) { edges[0]!.offer(element); return false }
    for`,
    noticedBy: ["ports/fan-out"]
  },
  {
    name: "a stale cancel: a cancelled edge stays with its outlet",
    breaks: "S12",
    file: outPort,
    from: "    this.setEdges(this.edges.filter((edge) => edge !== cancelled))\n",
    to: "",
    noticedBy: ["ports/fan-out"],
    under: "shuffled"
  },
  {
    name: "a failure swallowed: of a step that is being stopped",
    breaks: "S15",
    file: step,
    from: "!(stopped && Cause.isInterruptReason(reason))",
    to: "!stopped",
    noticedBy: ["steps/failures-together"]
  },
  {
    name: "a step stopped though a consumer is left",
    breaks: "S16",
    file: step,
    from: "piped.every((port) => !port.leadsOn)",
    to: "piped.some((port) => !port.leadsOn)",
    noticedBy: ["steps/downstream"]
  },
  {
    name: "a scope that never closes",
    breaks: "S19",
    file: step,
    from: "    const life = Scope.use(",
    to: `    const life = ((body, scope) =>
      Scope.use(Effect.provideService(body, Scope.Scope, Scope.makeUnsafe()), scope))(`,
    noticedBy: ["steps/lifetime"]
  },
  {
    name: "a scope that closes twice",
    breaks: "S19",
    file: step,
    from: "    const life = Scope.use(",
    to: `    const life = ((body, scope) =>
      Scope.use(Effect.onExit(body, (exit) => {
        const { state } = scope
        return Effect.andThen(Scope.close(scope, exit), Effect.sync(() => {
          scope.state = state
        }))
      }), scope))(`,
    noticedBy: ["steps/lifetime"]
  },
  {
    name: "a source stopped in the middle of a push",
    breaks: "S21",
    file: "internal/party.ts",
    from: "    pushDone(this)",
    to: "    this.onPushesDone()",
    noticedBy: ["runs/drain-in-flight"]
  },
  {
    name: "a deadlock not told: a step that comes to wait is not looked at",
    breaks: "S24",
    file: waits,
    from: "    owner.onParked()\n",
    to: "",
    noticedBy: ["deadlock/diamonds"],
    under: "shuffled"
  },
  {
    name: "a false deadlock: a step whose other fibers go on",
    breaks: "S24",
    file: "internal/fibers.ts",
    from: "(all === count || all === count + this.awaiting)",
    to: "count > 0",
    noticedBy: ["deadlock/alive"]
  },
  {
    name: "a false deadlock: a fiber that observed another one and went on",
    breaks: "S24",
    file: "internal/fibers.ts",
    from: "if (fiber.currentOpCount === operation) count++",
    to: "if (operation > 0) count++",
    noticedBy: ["deadlock/awaiting"]
  },
  {
    name: "a cycle not told: one that leads past a feedback edge",
    breaks: "S26",
    file: "internal/flatten.ts",
    from: "edge.feedback !== undefined) continue",
    to: "plan.edges.some(({ feedback }) => feedback !== undefined)) continue",
    noticedBy: ["feedback/when"]
  },
  {
    name: "a loop that ends while a step has an element in hand",
    breaks: "S27",
    file: feedback,
    from: " || !this.steps.every((step) => step.isIdle)",
    to: "",
    noticedBy: ["feedback/ways"]
  },
  {
    name: "a loop that ends while an element is inside",
    breaks: "S27",
    file: feedback,
    from: "!this.inside.every(({ edge }) => edge.size === 0) || ",
    to: "",
    noticedBy: ["feedback/when"]
  },
  {
    name: "a loop that ends before what has come is taken",
    breaks: "S27",
    file: feedback,
    from: "!this.entering.every((edge) => edge.isDone)",
    to: "!this.entering.every((edge) => edge.state !== \"Open\")",
    noticedBy: ["feedback/when"]
  },
  {
    name: "a loop that never ends",
    breaks: "S27",
    file: feedback,
    from: "    for (const edge of this.feedback) edge.producer.completeEdge(edge)\n",
    to: "",
    noticedBy: ["feedback/when"]
  },
  {
    name: "a join that leaves its last row",
    breaks: "S30",
    file: "internal/several.ts",
    from: "some((port) => port.isDone)",
    to: "some((port) => port.openEdges.length === 0)",
    noticedBy: ["joins/joins"]
  }
]
