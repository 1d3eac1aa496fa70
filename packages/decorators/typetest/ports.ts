// What the compiler accepts and refuses, in both dialects. After each @ts-expect-error stands a part of the message that
// a user sees; where the dialects differ, one for each. test/types/messages.test.ts holds the compiler to them.
import { In, Out, type PortDecorator } from "@effect-mimo/decorators"
import * as Schema from "effect/Schema"

const text = In(Schema.String)

export class Accepted {
  @In(Schema.Int)
  readonly n!: In<number>
  @In(Schema.Number)
  readonly wider!: In<number | string>
  @Out(Schema.Union([Schema.Number, Schema.String]))
  readonly narrower!: Out<number>
  @In(Schema.String, { optional: true })
  readonly optional!: In<string>
  @In(Schema.FiniteFromString)
  readonly decoded!: In<number>
  @Out(Schema.Struct({ id: Schema.Int, tags: Schema.Array(Schema.String) }))
  readonly row!: Out<
    { readonly id: number; readonly tags: ReadonlyArray<string> }
  >
  @text
  readonly first!: In<string>
  @text
  second!: In<string>
}

// A field that is declared again needs an initializer (the compiler asks for one); the port takes its place.
export class Overriding extends Accepted {
  @In(Schema.Number)
  override readonly n: In<number> = undefined!
  @Out(Schema.Int)
  readonly more!: Out<number>
}

export const generic = <S extends Schema.Constraint>(schema: S) => {
  class Box {
    @In(schema)
    readonly value!: In<S["Type"]>
    @Out(schema)
    readonly boxed!: Out<S["Type"]>
  }
  return Box
}

export const boxed: In<string> = new (generic(Schema.String))().value

export const decorator: PortDecorator<In<string>> = text

export class Refused {
  // @ts-expect-error PortTypeMismatch<In<number>, In<string>>
  @In(Schema.Number)
  readonly a!: In<string>
  // @ts-expect-error PortTypeMismatch<In<string | number>, In<number>>
  @In(Schema.Union([Schema.Number, Schema.String]))
  readonly b!: In<number>
  // @ts-expect-error PortTypeMismatch<Out<number>, Out<string | number>>
  @Out(Schema.Number)
  readonly c!: Out<number | string>
  // @ts-expect-error PortTypeMismatch<In<number>, Out<number>>
  @In(Schema.Number)
  readonly d!: Out<number>
  // @ts-expect-error PortTypeMismatch<Out<number>, In<number>>
  @Out(Schema.Number)
  readonly e!: In<number>
  // @ts-expect-error PortTypeMismatch<In<number>, number>
  @In(Schema.Number)
  readonly f!: number
  // @ts-expect-error PortMustBePublicInstanceField<"g">
  @In(Schema.Number)
  private readonly g!: In<number>
  // @ts-expect-error PortMustBePublicInstanceField<"h">
  @In(Schema.Number)
  protected readonly h!: In<number>
  // @ts-expect-error PortMustBePublicInstanceField<"i">
  @In(Schema.Number)
  static readonly i: In<number>
  // @ts-expect-error legacy: Decorators are not valid here; standard: PortMustBePublicInstanceField<"#j">
  @In(Schema.Number)
  readonly #j!: In<number>
  // @ts-expect-error legacy: PortTypeMismatch<In<number>, () => void>; standard: PortMustBeField
  @In(Schema.Number)
  k() {}
  // @ts-expect-error PortMustBeField
  @In(Schema.Number)
  get l(): In<number> {
    return this.#j ?? this.g
  }
  // @ts-expect-error PortMustBeField
  @In(Schema.Number)
  set m(_: In<number>) {}
  // @ts-expect-error PortMustBeField
  @In(Schema.Number)
  accessor n!: In<number>
  // @ts-expect-error Expected 1-2 arguments, but got 0
  @In()
  readonly o!: In<number>
  // @ts-expect-error legacy: is missing the following properties from type 'Constraint'; standard: type 'Constraint'
  @In
  readonly p!: In<number>
  // @ts-expect-error Type 'NumberConstructor' is missing the following properties from type 'Constraint'
  @In(Number)
  readonly q!: In<number>
  // @ts-expect-error 'optionl' does not exist in type 'PortOptions'
  @In(Schema.Number, { optionl: true })
  readonly r!: In<number>
  // @ts-expect-error PortNameIsReserved<"toJSON">
  @In(Schema.Number)
  readonly toJSON!: In<number>
  // @ts-expect-error PortNameIsReserved<"pipe">
  @Out(Schema.Number)
  readonly pipe!: Out<number>
  // @ts-expect-error PortNameIsReserved<"a.b">
  @In(Schema.Number)
  readonly "a.b"!: In<number>
  // @ts-expect-error PortNameIsReserved<"~t">
  @In(Schema.Number)
  readonly "~t"!: In<number>
  // @ts-expect-error PortNameIsReserved<unique symbol>
  @In(Schema.Number)
  readonly [Symbol.iterator]!: In<number>
  constructor(
    // @ts-expect-error legacy: Unable to resolve signature of parameter decorator; standard: Decorators are not valid here
    @In(Schema.Number) readonly u: In<number>
  ) {}
}

// @ts-expect-error Unable to resolve signature of class decorator
@In(Schema.Number)
export class NotAClassDecorator {
  readonly n = 0
}
