import { randomInt } from 'node:crypto'

// Without letters and digits that are mistaken for one another when read out.
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 6

/** A short word that stands beside an error on the page and in the log. */
export function newReference(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}
