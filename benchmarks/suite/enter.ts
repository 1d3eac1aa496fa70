/** The peers of a case, bundled. */
import { bundle } from "./bundle.ts"
import type { Peer } from "./Case.ts"
import type { Entrant } from "./measure.ts"

export interface Entered {
  readonly entrants: ReadonlyArray<Entrant>
  /** Why others could not be bundled. */
  readonly unbuilt: ReadonlyMap<Peer, string>
}

export const enter = async (peers: ReadonlyArray<Peer>, folder: string, from?: string): Promise<Entered> => {
  const entrants: Array<Entrant> = []
  const unbuilt = new Map<Peer, string>()
  for (const peer of peers) {
    if (peer.module === undefined) continue
    try {
      const { ours, path } = await bundle(peer.module, folder, from)
      entrants.push({ peer, module: path, ours })
    } catch (error) {
      unbuilt.set(peer, error instanceof Error ? error.message : String(error))
    }
  }
  return { entrants, unbuilt }
}
