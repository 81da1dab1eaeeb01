import { randomBytes } from 'node:crypto'

/** Last part of a source's address: 128 random bits, so that knowing it is a credential of its own. */
export const newAddress = (): string => randomBytes(16).toString('base64url')
