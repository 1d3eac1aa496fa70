import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { draw, folder } from "../../scripts/pictures.ts"

describe("pictures", () => {
  it.effect("are what `pnpm pictures` makes", () =>
    Effect.gen(function*() {
      for (const [file, svg] of yield* Effect.promise(draw)) {
        assert.strictEqual(readFileSync(join(folder, file), "utf8"), svg, `${file}: run \`pnpm pictures\``)
      }
    }))
})
