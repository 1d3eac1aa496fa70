/** What goes on at the moment, on a line that the next one replaces; nothing where nobody looks. */
export const progress = (text: string): void => {
  if (!process.stderr.isTTY) return
  process.stderr.clearLine(0)
  process.stderr.cursorTo(0)
  process.stderr.write(text)
}
