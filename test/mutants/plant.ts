/** Plants a mutant while Vite compiles. */
import { type Mutant, pathOf, withFault } from "./mutant.ts"
import { mutants } from "./mutants.ts"

/** The part of Vite's and Vitest's plugin types that is filled here. */
interface Plugin {
  readonly name: string
  readonly enforce: "pre"
  readonly configureVitest: (
    context: { readonly defineCacheKeyGenerator: (key: () => string) => void }
  ) => void
  readonly transform: (code: string, id: string) => { readonly code: string; readonly map: null } | undefined
}

const plant = (mutant: Mutant): Plugin => {
  const path = pathOf(mutant)
  return {
    name: "effect-mimo:mutant",
    enforce: "pre",
    // Vitest keeps compiled modules from run to run: sound ones are not for this run, nor is this one's for others.
    configureVitest: ({ defineCacheKeyGenerator }) => defineCacheKeyGenerator(() => JSON.stringify(mutant)),
    transform: (code, id) => id.split("?", 1)[0] === path ? { code: withFault(code, mutant), map: null } : undefined
  }
}

/** The plugin that plants the mutant of that name; none without a name. */
export const planted = (name: string | undefined): ReadonlyArray<Plugin> => {
  if (name === undefined) return []
  const mutant = mutants.find((mutant) => mutant.name === name)
  if (mutant === undefined) throw new Error(`there is no mutant "${name}"`)
  return [plant(mutant)]
}
