import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOneAtATime } from './one-at-a-time.ts'

const database = useDatabase(testDatabase)
let db: Database

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

const KEY = 4_711
const WAIT_MS = 300

test('whose turn does not come hears so, does nothing later, and those after go on', async () => {
  const [here, elsewhere] = [createOneAtATime(db, KEY, WAIT_MS), createOneAtATime(db, KEY, WAIT_MS)]
  const { promise: stuck, resolve: letGo } = Promise.withResolvers<string>()
  const began = Promise.withResolvers<void>()
  const done: string[] = []
  const first = here(() => {
    began.resolve()
    return stuck
  })
  await began.promise
  const note = async (what: string) => done.push(what)
  expect(await Promise.all([here(() => note('same process')), elsewhere(() => note('another'))])).toEqual([null, null])
  letGo('first')
  expect(await first).toBe('first')
  await here(() => note('after'))
  await elsewhere(() => note('after, elsewhere'))
  expect(done).toEqual(['after', 'after, elsewhere'])
})

test('work that fails gives the turn on', async () => {
  const oneAtATime = createOneAtATime(db, KEY, WAIT_MS)
  const failing = oneAtATime(() => Promise.reject(new Error('no')))
  const next = oneAtATime(async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})
