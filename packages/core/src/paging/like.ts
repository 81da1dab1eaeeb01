import { storedText } from '@patchbay/db/stored-json'

/** A pattern for LIKE that finds the text anywhere, its own wildcards taken literally. */
export const containing = (text: string): string =>
  `%${storedText(text)
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`
