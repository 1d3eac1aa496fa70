/** Text in a picture of Mermaid, as it is. */

/**
 * Mermaid reads entity codes inside quotes; these are the characters that would end the quote or be read as markup: HTML and
 * its entities, Markdown in backticks, formulas in dollars, and \n.
 */
export const quoteMermaid = (text: string): string =>
  `"${text.replace(/[#"<>&`$\\]/g, (char) => `#${named[char] ?? char.codePointAt(0)};`)}"`

const named: Readonly<Record<string, string>> = { "\"": "quot", "<": "lt", ">": "gt", "&": "amp" }
