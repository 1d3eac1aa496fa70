/**
 * Where a decorator stands, told in one way for both dialects.
 *
 * @since 0.1.0
 */
import type { PortDeclaration } from "@effect-mimo/core/PortTable"
import type { PortDeclarationReason } from "../PortDeclarationError.ts"

/** @internal */
export interface Fault {
  readonly reason: PortDeclarationReason
  readonly advice: (decorator: string, example: string) => string
}

/** @internal */
export interface Placement {
  readonly className: string | undefined
  readonly field: string
  /** What is wrong with the place, whatever the port. */
  readonly fault: Fault | undefined
  /** The class's own port table, inherited ports left out; asked for only where there is no fault. */
  readonly table: () => Record<string, PortDeclaration>
  /** Throws while the class is being defined. It may come later in the definition, once the class has a name. */
  readonly refuse: (error: (className: string | undefined) => Error) => void
}

/** @internal */
export const notAField = (what: string): Fault => ({
  reason: "NotAField",
  advice: (decorator, example) => `${decorator} is on ${what}, and a port is a plain field: write ${example}`
})

/** @internal */
export const staticField: Fault = {
  reason: "StaticField",
  advice: (decorator, example) =>
    `${decorator} is on a static member, and a port belongs to one running stream: write ${example}, without static`
}

/** @internal */
export const privateField: Fault = {
  reason: "PrivateField",
  advice: (decorator, example) =>
    `${decorator} is on a #private member, which a workflow cannot reach: write ${example}, without #`
}

/** @internal */
export const symbolName: Fault = {
  reason: "SymbolName",
  advice: (decorator, example) =>
    `${decorator} is on a field named by a symbol, and a port has a string name: write ${example}`
}

/** @internal */
export const noMetadata: Fault = {
  reason: "NoMetadata",
  advice: (decorator) =>
    `the compiler gave ${decorator} no decorator metadata to keep the port in: compile with TypeScript 5.2 or newer, ` +
    "esbuild 0.25 or newer, Babel's decorators of version 2023-11, or with experimentalDecorators"
}

/** @internal */
export const nameOf = (target: object): string =>
  "name" in target && typeof target.name === "string" && target.name !== "" ? target.name : "(anonymous class)"
