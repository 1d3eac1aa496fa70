/**
 * What shares a process with a pipeline that runs flat out: a timer of 10 ms, and an HTTP server with a client in a process
 * of its own.
 */
import { execFile } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"

const interval = 10
const warming = 300

const at = (times: ReadonlyArray<number>, share: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * share)]!

/** How much later than it asked for a timer is called, each time. */
const timerDelays = (ms: number): Promise<ReadonlyArray<number>> =>
  new Promise((resolve) => {
    const delays: Array<number> = []
    const end = performance.now() + ms
    const next = () => {
      const due = performance.now() + interval
      setTimeout(() => {
        const now = performance.now()
        delays.push(Math.max(0, now - due)) // timers count whole milliseconds, and may be early by a part of one
        if (now < end) next()
        else resolve(delays)
      }, interval)
    }
    next()
  })

const client = `
import { Agent, get } from "node:http"
const agent = new Agent({ keepAlive: true })
const once = () => new Promise((resolve, reject) => {
  const begun = performance.now()
  get({ port: process.argv[1], agent }, (response) => {
    response.resume().on("end", () => resolve(performance.now() - begun))
  }).on("error", reject)
})
const times = []
for (let n = 0; n < Number(process.argv[2]); n++) times.push(await once())
agent.destroy()
console.log(JSON.stringify(times))
`

/** How long each of so many requests takes, one after another. */
const requestTimes = async (requests: number): Promise<ReadonlyArray<number>> => {
  const server = createServer((_, response) => response.end("ok"))
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo // of a server that listens on a port
  const args = ["--input-type=module", "--eval", client, String(port), String(requests)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  await new Promise((resolve) => server.close(resolve))
  const times: ReadonlyArray<number> = JSON.parse(stdout)
  return times.slice(Math.floor(times.length / 10)) // the first ones open the connection, and warm both ends
}

/** Measures both beside something that runs, which counts the elements it has moved. */
export const beside = async (ms: number, moved: () => number): Promise<Readonly<Record<string, number>>> => {
  await sleep(warming)
  const [before, begun] = [moved(), performance.now()]
  const delays = await timerDelays(ms)
  const elements = (moved() - before) / (performance.now() - begun)
  const times = await requestTimes(Math.ceil(ms / 10))
  return {
    "timer p50, ms": at(delays, 0.5),
    "timer p99, ms": at(delays, 0.99),
    "http p50, ms": at(times, 0.5),
    "http p99, ms": at(times, 0.99),
    "elements per ms": elements
  }
}
