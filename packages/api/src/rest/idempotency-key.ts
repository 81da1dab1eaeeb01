import { z } from '@hono/zod-openapi'

const LONGEST = 255

/** Headers of a request that brings an event in. Its name and meaning are of draft-ietf-httpapi-idempotency-key-header. */
export const mayRepeat = z.object({
  'Idempotency-Key': z
    .string()
    .min(1, 'Give the key 1 to 255 characters, or leave the header out.')
    .max(LONGEST, 'Give the key 1 to 255 characters, or leave the header out.')
    .optional()
    .openapi({
      description: [
        'Makes it safe to send this request again when its answer was lost: the same request with the same key, by the same API key, is answered with the delivery of the first, and nothing is accepted twice; also while the first is still being worked on.',
        'Give each new request a key of its own, such as a UUID: the same key with another body, or for another flow, run or delivery, is refused with 422.',
        'What was refused leaves its key free. A key is 1 to 255 characters, taken as written, and is kept for 180 days, or for as long as the workspace keeps keys of events: never less than 7 days.',
      ].join(' '),
      example: '0b6d3f5e-6f0e-4a3a-9a53-5f7c2f6f1f0d',
    }),
})

/** The key as use cases take it. */
export const keyIn = (headers: z.output<typeof mayRepeat>) => ({ idempotencyKey: headers['Idempotency-Key'] })
