/** Importing the modules of Effect that `@effect-mimo/core` imports, and nothing else, in fresh processes. */
import type { Figures } from "../../suite/Case.ts"
import { compiledCore } from "./compiled-core.ts"
import { importTime } from "./fresh-processes.ts"

export const figures: Figures = async (elements) => {
  const { effectModules } = await compiledCore("effect")
  return importTime(effectModules, elements)
}
