/** A pattern for LIKE that finds the text anywhere, its own wildcards taken literally. */
export const containing = (text: string): string =>
  `%${text
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`
