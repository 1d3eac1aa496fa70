/** A garbage collection, without a flag on the command line. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")

const collect: (options?: { readonly type: "minor" }) => void = runInNewContext("gc")

/** Takes away what was left by the measurement before. Young objects only: a full collection would forget compiled code. */
export const collectYoung = (): void => collect({ type: "minor" })

/** Bytes in use after a collection. */
export const heapUsed = async (): Promise<number> => {
  // What the event loop still holds from the turn before goes first.
  await new Promise<void>((resolve) => setImmediate(resolve))
  for (let times = 0; times < 3; times++) collect()
  return process.memoryUsage().heapUsed
}
