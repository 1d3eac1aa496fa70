/** What the symbols of marbles stand for, and the symbols for what came. */
import type { PortTable } from "@effect-mimo/core"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import { shown } from "./difference.ts"

export class Symbols {
  /** Those given to elements for which there was none. */
  private readonly others: Array<{ readonly symbol: string; readonly element: unknown }> = []

  constructor(
    private readonly ports: PortTable.PortTable,
    private readonly values: Readonly<Record<string, unknown>>
  ) {}

  /** The element that a symbol stands for at a port. */
  value(symbol: string, port: string): unknown {
    if (Object.hasOwn(this.values, symbol)) return this.values[symbol]
    const { schema } = this.ports[port]!
    const natural = naturals(symbol).find((value) => Schema.is(schema)(value))
    if (natural === undefined) {
      throw new TypeError(`${JSON.stringify(symbol)} is no element of ${port}: say in values what it stands for`)
    }
    return natural
  }

  /** The symbol of an element: one that stands for it at the port, or a letter that is free. */
  symbol(element: unknown): string {
    const known = [...Object.entries(this.values).map(([symbol, element]) => ({ symbol, element })), ...this.others]
      .find((one) => Equal.equals(one.element, element))
    if (known !== undefined) return known.symbol
    const text = String(element)
    if (/^[^-|#!()\s]$/u.test(text) && !Object.hasOwn(this.values, text) && naturals(text).includes(element)) {
      return text
    }
    const taken = new Set([...Object.keys(this.values), ...this.others.map(({ symbol }) => symbol)])
    const symbol = [...letters].find((letter) => !taken.has(letter)) ?? "?"
    this.others.push({ symbol, element })
    return symbol
  }

  /** What the letters stand for that were free. */
  get legend(): ReadonlyArray<string> {
    return this.others.map(({ element, symbol }) => `${symbol} = ${shown(element)}`)
  }
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

const naturals = (symbol: string): ReadonlyArray<unknown> => /^\d$/.test(symbol) ? [Number(symbol), symbol] : [symbol]
