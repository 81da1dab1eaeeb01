import { expect, test } from 'vitest'
import { forget, GONE_AFTER_MS, readPresence, type Seen, see, type Told } from './presence.ts'
import { presenceWords } from './presence-avatars.tsx'

const idris: Told = { id: 'i', name: 'Idris Veldé', cursor: { x: 1, y: 2 }, stepId: null, gone: false }
const nobody: Seen = new Map()

test('a colleague is read from the live line, names with accents too, and nothing else is', () => {
  const data = Buffer.from(JSON.stringify(idris)).toString('base64url')
  expect(readPresence(data)).toEqual(idris)
  expect(readPresence('%%%')).toBeNull()
  expect(readPresence(Buffer.from('{"id":1}').toString('base64url'))).toBeNull()
  expect(readPresence(undefined)).toBeNull()
})

test('who leaves goes at once, who falls silent after ten seconds', () => {
  const seen = see(nobody, idris, 0)
  expect([...seen.keys()]).toEqual(['i'])
  expect(see(seen, { ...idris, gone: true }, 1).size).toBe(0)
  expect(forget(seen, GONE_AFTER_MS - 1)).toBe(seen)
  expect(forget(seen, GONE_AFTER_MS).size).toBe(0)
})

test('who is here is said by first name', () => {
  const ana = { ...idris, id: 'a', name: 'Ana' }
  expect(presenceWords([])).toBe('')
  expect(presenceWords([idris])).toBe('Idris is here too')
  expect(presenceWords([idris, ana])).toBe('Idris and Ana are here too')
})
