/** Importing `@effect-mimo/core` in fresh processes. */
import type { Figures } from "../../suite/Case.ts"
import { compiledCore } from "./compiled-core.ts"
import { importTime } from "./fresh-processes.ts"

export const figures: Figures = async (elements) => {
  const { core } = await compiledCore("core")
  return importTime(core, elements)
}
