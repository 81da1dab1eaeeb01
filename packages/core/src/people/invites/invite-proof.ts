import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What only the mail says: whoever brings it reads the mailbox it was sent to. */
export const newProof = (): { key: string; hash: string } => {
  const key = randomBytes(24).toString('base64url')
  return { key, hash: hashProof(key) }
}

export const hashProof = (key: string): string => createHash('sha256').update(key).digest('hex')

export function isProof(key: string | null | undefined, hash: string | null): boolean {
  if (!key || hash === null) return false
  const given = Buffer.from(hashProof(key))
  const kept = Buffer.from(hash)
  return given.length === kept.length && timingSafeEqual(given, kept)
}
