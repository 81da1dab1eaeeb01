import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Answer } from './exchange.ts'
import { TransportError } from './transport-error.ts'

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const

/** Unpacks an answer that was sent packed, up to the same limit: a small body may unpack to a huge one. */
export async function decodeBody(answer: Answer, maxBytes: number): Promise<Answer> {
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase()
  if (encoding === undefined || encoding === 'identity' || answer.body.length === 0) return answer
  if (!isKnown(encoding))
    throw new TransportError('sent', `The answer is packed as "${encoding}", which is not known here`)
  try {
    const body = await decoders[encoding](answer.body, { maxOutputLength: maxBytes })
    const { 'content-encoding': _encoding, 'content-length': _length, ...headers } = answer.headers
    return { ...answer, headers, body }
  } catch (cause) {
    throw new TransportError('sent', `The answer cannot be unpacked within ${maxBytes} bytes`, { cause })
  }
}

const isKnown = (encoding: string): encoding is keyof typeof decoders => Object.hasOwn(decoders, encoding)
