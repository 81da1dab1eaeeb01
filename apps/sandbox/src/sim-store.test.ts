import { createMemoryStore } from '@patchbay/connector-sdk/simulator'
import { expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { createSimStore } from './sim-store.ts'

it('turns pages as the store in memory does, from the newest on', () => {
  const stores = [createMemoryStore(), createSimStore(openDatabase(':memory:'), 'w1', 'shop')]
  for (const store of stores) {
    for (let n = 1; n <= 7; n++) store.put('things', `t${n}`, { n })
    store.put('things', 't3', { n: 33 })
    store.put('others', 'x', { n: 0 })
  }
  const pages = [
    { limit: 3 },
    { limit: 3, olderThan: 't5' },
    { limit: 100, newerThan: 't5' },
    { limit: 2, olderThan: 't6', newerThan: 't2' },
    { limit: 100, olderThan: 'nobody', newerThan: 'nobody' },
    { limit: 100, olderThan: 't1' },
  ]
  for (const page of pages) {
    const [inMemory, onDisk] = stores.map((store) => store.newest('things', page))
    expect(onDisk).toEqual(inMemory)
  }
  expect(stores[1]?.newest('things', { limit: 2, olderThan: 't5' })).toEqual([
    { key: 't4', value: { n: 4 } },
    { key: 't3', value: { n: 33 } },
  ])
})
