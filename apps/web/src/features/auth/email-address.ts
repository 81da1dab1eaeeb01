import * as z from 'zod/mini'

const WRONG = 'This is not an e-mail address.'

/** An empty field is not called a wrong one. */
export const EmailAddress = z
  .string()
  .check(z.minLength(1, { error: 'Type your e-mail address.', abort: true }), z.email(WRONG))

/** Why it is none; null where it is one. */
export function emailFault(text: string): string | null {
  const { success, error } = EmailAddress.safeParse(text)
  return success ? null : (error.issues[0]?.message ?? WRONG)
}
