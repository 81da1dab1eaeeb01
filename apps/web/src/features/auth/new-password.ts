import * as z from 'zod/mini'

export const SHORTEST = 8

/** What a password must be, wherever one is chosen. */
export const NewPassword = z
  .string()
  .check(
    z.minLength(SHORTEST, `The password needs at least ${SHORTEST} characters.`),
    z.maxLength(128, 'The password may have at most 128 characters.'),
  )
