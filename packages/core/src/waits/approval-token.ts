import { createHash, randomBytes } from 'node:crypto'
import type { CoreSettings } from '../context.ts'

const FORM = /^[A-Za-z0-9_-]{43}$/

/** What only the mail says: 256 random bits, of which a hash is kept. */
export const newToken = (): { token: string; hash: Buffer } => {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Whether it can be one at all: anything else is not even looked for. */
export const isToken = (token: string): boolean => FORM.test(token)

/** Where a link of a mail leads. Opening it decides nothing; `answer` is what it has ready. */
export const approvalLink = (
  { publicUrl }: Pick<CoreSettings, 'publicUrl'>,
  token: string,
  answer: 'approve' | 'refuse',
): string => `${publicUrl}/approve/${token}?answer=${answer}`
