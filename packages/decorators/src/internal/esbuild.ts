/**
 * Loading esbuild, an optional peer, when it is first needed.
 *
 * @since 0.1.0
 */
import type * as esbuild from "esbuild"

/** @internal */
export const loadEsbuild = async (load: () => Promise<typeof esbuild>): Promise<typeof esbuild> => {
  try {
    return await load()
  } catch (cause) {
    throw new Error(
      "standardDecorators() of @effect-mimo/decorators/vite needs esbuild, and it could not be loaded: " +
        "add it with `npm install --save-dev esbuild`, or use legacy decorators (experimentalDecorators), which Vite lowers",
      { cause }
    )
  }
}
