// Where a step is in its script: the next operation on a port, loops and conditions behind it.
import { isEven, type Op } from "./graph.ts"

/** An operation that does something: loops are gone, and what `each` pops with is one of its own. */
export type Primitive =
  | Exclude<Op, { readonly body: ReadonlyArray<Op> }>
  | { readonly do: "popOrLeave"; readonly port: number }
  /** The script is over. */
  | { readonly do: "return" }

interface Frame {
  readonly ops: ReadonlyArray<Op>
  at: number
  /** How often a `repeat` still begins again. */
  again: number
}

export class Cursor {
  last = 10 // odd, as long as nothing was popped
  private readonly frames: Array<Frame>

  constructor(script: ReadonlyArray<Op>) {
    this.frames = [{ ops: script, at: 0, again: 0 }]
  }

  get current(): Primitive {
    while (true) {
      const frame = this.frames[this.frames.length - 1]
      if (frame === undefined) return { do: "return" }
      const op = frame.ops[frame.at]
      if (op === undefined) {
        if (frame.again > 0) {
          frame.again--
          frame.at = 0
        } else this.frames.pop()
      } else if (op.do === "each") {
        return { do: "popOrLeave", port: op.port }
      } else if (op.do === "repeat") {
        frame.at++
        if (op.times > 0) this.frames.push({ ops: op.body, at: 0, again: op.times - 1 })
      } else if (op.do === "when") {
        frame.at++
        if (isEven(this.last)) this.frames.push({ ops: op.body, at: 0, again: 0 })
      } else return op
    }
  }

  /** The current operation is done; of `popOrLeave`, whether it has left. */
  advance(popped?: number, hasLeft = false): void {
    if (popped !== undefined) this.last = popped
    const frame = this.frames[this.frames.length - 1]
    const op = frame?.ops[frame.at]
    if (frame === undefined || op === undefined) return
    if (op.do === "each" && !hasLeft) this.frames.push({ ops: op.body, at: 0, again: 0 })
    else frame.at++
  }
}
