import { createHash } from 'node:crypto'

/** A key is known by a number derived from itself, so that nobody has to count versions. */
export type MasterKey = { version: number; key: Buffer }

/** Newest first; null when one of them is not 32 bytes of base64. */
export function parseMasterKeys(text: string): MasterKey[] | null {
  const keys = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'))
  if (keys.some((key) => key.length !== 32)) return null
  return keys.map((key) => ({ version: createHash('sha256').update(key).digest().readUInt32BE(0) & 0x7fff_ffff, key }))
}
