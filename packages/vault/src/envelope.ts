import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

export type Envelope = { wrappedKey: Buffer; ciphertext: Buffer }

/** What a secret belongs to: bound into it, so that a row put in the place of another does not open. */
export type Belongs = { workspaceId: string; secretId: string }

/** The master key that the configured one stands for. Sessions are signed with another, derived likewise. */
export const masterKeyOf = (secretKey: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'base64'), '', 'patchbay vault', KEY_BYTES))

/** Encrypts under a data key of its own, which is wrapped by the master key. */
export function seal(text: string, masterKey: Buffer, belongs: Belongs): Envelope {
  const dataKey = randomBytes(KEY_BYTES)
  return {
    wrappedKey: encrypt(dataKey, masterKey, bound('key', belongs)),
    ciphertext: encrypt(Buffer.from(text), dataKey, bound('data', belongs)),
  }
}

/** Throws where key, place or bytes are not those it was sealed with. */
export function unseal(envelope: Envelope, masterKey: Buffer, belongs: Belongs): string {
  const dataKey = decrypt(envelope.wrappedKey, masterKey, bound('key', belongs))
  return decrypt(envelope.ciphertext, dataKey, bound('data', belongs)).toString('utf8')
}

/** The data key under another master key; what it encrypts stays as it is. */
export function rewrapKey(wrappedKey: Buffer, keys: { from: Buffer; to: Buffer }, belongs: Belongs): Buffer {
  return encrypt(decrypt(wrappedKey, keys.from, bound('key', belongs)), keys.to, bound('key', belongs))
}

function encrypt(plain: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(aad)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function decrypt(sealed: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad).setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}

const bound = (what: 'key' | 'data', { workspaceId, secretId }: Belongs): Buffer =>
  Buffer.from(`patchbay ${what} ${workspaceId} ${secretId}`)
