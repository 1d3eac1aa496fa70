/** The names of a stream's ports, compared and told. */
import type { Direction, PortTable } from "../PortTable.ts"
import { namesOf } from "./definition.ts"

export type PortNames = Readonly<Record<Direction, ReadonlyArray<string>>>

export const listOf = (names: ReadonlyArray<string>): string => names.length === 0 ? "none" : names.join(", ")

export const portNamesOf = ({ ports }: { readonly ports: PortTable }): PortNames => ({
  in: namesOf(ports, "in"),
  out: namesOf(ports, "out")
})

export const portsText = (ports: PortNames): string => `inlets: ${listOf(ports.in)}; outlets: ${listOf(ports.out)}`

const sameNames = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted())

/** In any order. */
export const samePorts = (a: PortNames, b: PortNames): boolean => sameNames(a.in, b.in) && sameNames(a.out, b.out)
