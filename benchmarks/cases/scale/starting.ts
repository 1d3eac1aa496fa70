/** Counts the fibers that have begun, and tells when all have: each of them suspends right after. */
export class Starting {
  #left = 0
  #done = (): void => {}

  expect(fibers: number): Promise<void> {
    this.#left = fibers
    return new Promise((resolve) => {
      this.#done = resolve
    })
  }

  begun(): void {
    if (--this.#left === 0) this.#done()
  }
}

export const starting = new Starting()
