import * as z from 'zod/mini'

const Fault = z.object({
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  status: z.optional(z.number()),
})

const words: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'E-mail and password do not belong together. Check both and try again.',
  USER_ALREADY_EXISTS: 'There is an account with this e-mail address. Sign in instead.',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'There is an account with this e-mail address. Sign in instead.',
  PASSWORD_TOO_SHORT: 'The password needs at least 8 characters.',
  PASSWORD_TOO_LONG: 'The password may have at most 128 characters.',
  INVALID_EMAIL: 'This is not an e-mail address.',
  INVALID_PASSWORD: 'This is not the password you have now. Check it and try again.',
  INVALID_TOKEN: 'This link has been used or has ended. Ask for another one.',
  TOKEN_EXPIRED: 'This link has ended. Ask for another one.',
  USER_NOT_FOUND: 'This link has been used or has ended. Ask for another one.',
  EMAIL_ALREADY_VERIFIED: 'Your address is confirmed already.',
}
const TOO_MANY = 429
/** Its own message says how long to wait. */
const TRIES_AT_ADDRESS = 'too_many_tries'

/** What a refused sign-in or sign-up says to the person. */
export function authFaultWords(error: unknown): string {
  const fault = Fault.safeParse(error)
  if (!fault.success) return 'Patchbay did not answer. Nothing was changed. Try again.'
  const known = words[fault.data.code ?? '']
  if (known !== undefined) return known
  if (fault.data.status === TOO_MANY && fault.data.code !== TRIES_AT_ADDRESS)
    return 'Too many tries. Wait a minute, then try again.'
  return fault.data.message ?? 'Patchbay did not answer. Nothing was changed. Try again.'
}
