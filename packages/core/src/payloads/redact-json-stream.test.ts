import type { Json } from '@patchbay/flow/json'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactNames } from '../runs/redact-names.ts'
import { redactJsonStream } from './redact-json-stream.ts'

async function* cut(text: string, every: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += every) yield bytes.subarray(at, at + every)
}

const redacted = async (value: Json, every: number): Promise<Json> => {
  const pieces: Uint8Array[] = []
  for await (const piece of redactJsonStream(cut(JSON.stringify(value), every))) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString('utf8'))
}

test('a stream comes out as the whole value would, wherever it is cut', async () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('password', 'Token', 'api_key', 'x"token', 'note'))
  const leaf = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
    object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  }))
  await fc.assert(
    fc.asyncProperty(value, fc.integer({ min: 1, max: 9 }), async (made, every) => {
      const json: Json = JSON.parse(JSON.stringify(made))
      expect(await redacted(json, every)).toEqual(redactNames(json))
    }),
    { numRuns: 400, seed: 1 },
  )
})
