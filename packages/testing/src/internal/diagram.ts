/** Marbles one under the other, those of outlets as expected and as they came, with a caret where they part. */
import * as Marble from "../Marble.ts"
import { differsAt } from "./difference.ts"
import { timeText } from "./rows.ts"
import type { Symbols } from "./symbols.ts"

/** What happens at an outlet at one time. */
export type Moment =
  | { readonly _tag: "Element"; readonly at: number; readonly element: unknown }
  | { readonly _tag: "End" | "Failure" | "Cancel"; readonly at: number }

export class Diagram {
  private readonly marbles: Array<{ readonly title: string; readonly marble: Marble.Marble; readonly isCame?: true }> =
    []

  constructor(
    private readonly unit: number,
    private readonly duration: number,
    private readonly symbols: Symbols
  ) {}

  input(inlet: string, marble: Marble.Marble): void {
    this.marbles.push({ title: `in ${inlet}`, marble })
  }

  output(outlet: string, expected: ReadonlyArray<Moment>, came: ReadonlyArray<Moment>, isWrong: boolean): void {
    if (!isWrong) return void this.marbles.push({ title: `out ${outlet}`, marble: this.marble(expected) })
    this.marbles.push({ title: `out ${outlet} expected`, marble: this.marble(expected) })
    this.marbles.push({ title: `out ${outlet} came`, marble: this.marble(came), isCame: true })
  }

  get text(): string {
    // Fine enough for what came between the units.
    const unit = this.marbles.flatMap(({ marble }) => marble.events).reduce(
      (unit, { at }) => divisor(unit, at),
      this.unit
    )
    const width = Math.max(...this.marbles.map(({ title }) => title.length))
    const texts = this.marbles.map(({ marble }) => Marble.print(trimmed(marble, unit), unit))
    const lines = this.marbles.flatMap(({ isCame, title }, i) => {
      const line = `  ${title.padEnd(width)}  ${texts[i]}`.trimEnd()
      return isCame
        ? [
          line,
          `  ${" ".repeat(width)}  ${" ".repeat(differsAt(texts[i - 1]!, texts[i]!, Object.is) ?? texts[i]!.length)}^`
        ]
        : [line]
    })
    return [...lines, `  a character is ${timeText(unit)}`, ...this.symbols.legend.map((line) => `  ${line}`)].join(
      "\n"
    )
  }

  private marble(moments: ReadonlyArray<Moment>): Marble.Marble {
    const events = moments.map((moment): Marble.MarbleEvent =>
      moment._tag === "Element"
        ? { _tag: "Element", at: moment.at, symbol: this.symbols.symbol(moment.element) }
        : moment
    )
    return { duration: this.duration, events }
  }
}

/** Up to its last event: what does not happen after it needs no dashes. */
const trimmed = ({ events }: Marble.Marble, unit: number): Marble.Marble => {
  const last = events.at(-1)
  return { duration: last === undefined ? 0 : last.at + unit, events }
}

const divisor = (a: number, b: number): number => b === 0 ? a : divisor(b, a % b)
