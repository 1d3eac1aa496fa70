/** The capacity a case names (or the default of a workflow), then the three at which every case has to give the same. */
export const capacities = (declared = 128): ReadonlyArray<number> => [...new Set([declared, 1, 2, 1_000])]
