/** What a buffer of a peer holds where the case does not say: as much as an edge of ours does by default. */
export const capacity = 128

/** How many elements travel together in peers that batch. */
export const batch = 64

/** What a buffer of Node's and the web's streams holds: they are faster so than with 128, and no faster with more. */
export const highWaterMark = 1024
