/** A peer's process as its parent sees it. */
import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import type { Answer, Pace, Request, Work } from "./protocol.ts"

/** How much of what a process wrote to its standard error is told when it fails. */
const stderrKept = 2000

/** How a peer's process is started. */
export interface Setting {
  /** The bundle of the process, {@link ./peer-process.ts}. */
  readonly main: string
  /** How many seconds an answer may take. */
  readonly patience: number
  /** Ends the wait for an answer. */
  readonly signal: AbortSignal
}

export class PeerProcess {
  readonly #setting: Setting
  readonly #child: ChildProcess
  readonly #gone: Promise<void>
  #stderr = ""
  #settle: ((answer: Answer) => void) | undefined
  #arrived: Answer | undefined

  constructor(module: string, setting: Setting) {
    this.#setting = setting
    this.#child = fork(setting.main, [module], {
      cwd: join(import.meta.dirname, ".."),
      execArgv: ["--expose-gc"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrKept)
    })
    this.#child.on("message", (answer: Answer) => this.#arrive(answer))
    this.#child.on("error", ({ message }) => this.#arrive({ kind: "failed", message }))
    this.#gone = new Promise((resolve) => {
      // Not "exit": what the process wrote at last is to be read first.
      this.#child.on("close", (code, signal) => {
        this.#arrive({ kind: "failed", message: `the process ended by itself, ${signal ?? `exit code ${code}`}` })
        resolve()
      })
    })
  }

  /** What the module exports, when it has loaded. */
  async loaded(): Promise<"program" | "figures"> {
    return (await this.#next("loaded", "load")).exports
  }

  /** Gives the result of the last run. */
  async warmUp(work: Work, pace: Pace): Promise<unknown> {
    return (await this.#ask("timed", { kind: "warm up", ...work, pace })).result
  }

  async time(): Promise<{ readonly milliseconds: ReadonlyArray<number>; readonly result: unknown }> {
    return this.#ask("timed", { kind: "time" })
  }

  async figures(work: Work): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask("figures", { kind: "figures", ...work })).figures
  }

  /** Done when the process has gone, and its memory with it. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL")
    await this.#gone
  }

  #ask<Kind extends Answer["kind"]>(kind: Kind, request: Request): Promise<AnswerOf<Kind>> {
    if (!this.#arrived) this.#child.send(request)
    return this.#next(kind, request.kind)
  }

  async #next<Kind extends Answer["kind"]>(kind: Kind, what: string): Promise<AnswerOf<Kind>> {
    const answer = this.#arrived ?? await this.#wait(what)
    this.#arrived = undefined
    // Each request has one kind of answer.
    if (answer.kind === kind) return answer as AnswerOf<Kind>
    const message = answer.kind === "failed" ? answer.message : `answered ${answer.kind} when asked to ${what}`
    throw new Error(this.#stderr.trim() === "" ? message : `${message}\n${this.#stderr.trim()}`)
  }

  #wait(what: string): Promise<Answer> {
    const { patience, signal } = this.#setting
    const fail = (message: string) => this.#arrive({ kind: "failed", message })
    const interrupt = () => fail("interrupted")
    const timer = setTimeout(() => fail(`no answer in ${patience} s, asked to ${what}`), patience * 1000)
    signal.addEventListener("abort", interrupt)
    return new Promise<Answer>((resolve) => {
      this.#settle = resolve
      if (signal.aborted) interrupt()
    }).finally(() => {
      clearTimeout(timer)
      signal.removeEventListener("abort", interrupt)
      this.#settle = undefined
    })
  }

  #arrive(answer: Answer): void {
    if (this.#settle) this.#settle(answer)
    else this.#arrived ??= answer
  }
}

type AnswerOf<Kind extends Answer["kind"]> = Extract<Answer, { readonly kind: Kind }>
