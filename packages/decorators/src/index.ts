/**
 * `@In` and `@Out`: the ports of a stream as decorated fields, in both decorator dialects.
 *
 * @since 0.1.0
 */
export * from "./In.ts"
export * from "./Out.ts"
export * from "./PortDeclarationError.ts"
export * from "./PortDecorator.ts"
