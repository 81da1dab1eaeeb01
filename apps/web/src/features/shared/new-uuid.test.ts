import { expect, test } from 'vitest'
import { z } from 'zod'
import { newUuid } from './new-uuid.ts'

test('is a UUID that the server takes, and each is another', () => {
  const made = Array.from({ length: 50 }, newUuid)
  for (const one of made) expect(z.uuid().safeParse(one).success, one).toBe(true)
  expect(new Set(made).size).toBe(50)
})
