import { assert, describe, it } from "@effect/vitest"
import { dialect } from "./support/dialect.ts"

describe("dialect", () => {
  it("is the one the vitest project is named after", ({ task }) => {
    assert.strictEqual(task.file.projectName, `decorators-${dialect}`)
  })
})
