import { QueryObserver } from '@tanstack/react-query'
import { expect, onTestFinished, test } from 'vitest'
import { FreshQueryClient } from './fresh-query-client.ts'

const queryKey = ['rows']

/**
 * A list on a page: each look reads the rows as they are when it begins. The first is answered when `answer` is called,
 * a later one at once, or after a `hold` when what that gave is called.
 */
function openList() {
  const client = new FreshQueryClient()
  const rows = ['old']
  const first = Promise.withResolvers<void>()
  let held = first.promise
  let looks = 0
  const observer = new QueryObserver(client, {
    queryKey,
    retry: false,
    queryFn: async () => {
      looks += 1
      const seen = [...rows]
      const waits = held
      held = Promise.resolve()
      await waits
      return seen
    },
  })
  const close = observer.subscribe(() => undefined)
  onTestFinished(close)
  const answered = () => {
    const looking = client.getQueryCache().find({ queryKey })?.fetch()
    first.resolve()
    return looking
  }
  const hold = () => {
    const next = Promise.withResolvers<void>()
    held = next.promise
    return next.resolve
  }
  return { client, rows, close, answer: first.resolve, fail: first.reject, answered, hold, looks: () => looks }
}

test('a change is listed though the first look at the list, from before it, is still under way', async () => {
  const { client, rows, answer, looks } = openList()
  rows.push('new')
  const asked = client.invalidateQueries({ queryKey })
  answer()
  await asked
  expect(client.getQueryData(queryKey)).toEqual(['old', 'new'])
  expect(looks()).toBe(2)
})

test('many changes during the first look are looked at once, and it shows what it saw', async () => {
  const { client, rows, answer, looks } = openList()
  const shown: unknown[] = []
  onTestFinished(client.getQueryCache().subscribe(({ query }) => shown.push(query.state.data)))
  const asked = ['a', 'b', 'c'].map((row) => {
    rows.push(row)
    return client.invalidateQueries({ queryKey })
  })
  answer()
  await Promise.all(asked)
  expect(client.getQueryData(queryKey)).toEqual(['old', 'a', 'b', 'c'])
  expect(looks()).toBe(2)
  expect(shown).toContainEqual(['old'])
})

test('a first look that fails is followed too, and one that nobody waits for any more is only marked', async () => {
  const failed = openList()
  const asked = failed.client.invalidateQueries({ queryKey })
  failed.fail(new Error('the line broke'))
  await asked
  expect(failed.client.getQueryData(queryKey)).toEqual(['old'])

  const left = openList()
  const marked = left.client.invalidateQueries({ queryKey })
  left.close()
  left.answer()
  await marked
  expect(left.client.getQueryState(queryKey)?.isInvalidated).toBe(true)
  expect(left.looks()).toBe(1)
})

test('what has been seen already, and what the change does not touch, is not looked at twice', async () => {
  const { client, answered, looks } = openList()
  await client.invalidateQueries({ queryKey: ['others'] })
  await answered()
  expect(looks()).toBe(1)
  await client.invalidateQueries({ queryKey })
  expect(looks()).toBe(2)
})

test('while changes stream each look is shown, and followed by one more', async () => {
  const { client, rows, answered, hold, looks } = openList()
  const shown: unknown[] = []
  onTestFinished(client.getQueryCache().subscribe(({ query }) => shown.push(query.state.data)))
  const change = (row: string) => {
    rows.push(row)
    return client.invalidateQueries({ queryKey }, { cancelRefetch: false })
  }
  await answered()
  const answerSecond = hold()
  const begun = change('a')
  const during = [change('b'), change('c')]
  expect(looks()).toBe(2)
  answerSecond()
  await Promise.all([begun, ...during])
  expect(shown).toContainEqual(['old', 'a'])
  expect(client.getQueryData(queryKey)).toEqual(['old', 'a', 'b', 'c'])
  expect(looks()).toBe(3)
})

test('a look that hangs is given up where that is asked for', async () => {
  const { client, rows, answered, hold, looks } = openList()
  await answered()
  hold()
  const hanging = client.invalidateQueries({ queryKey }, { cancelRefetch: false })
  const marked = client.invalidateQueries({ queryKey }, { cancelRefetch: false })
  rows.push('new')
  await client.invalidateQueries({ queryKey })
  expect(client.getQueryData(queryKey)).toEqual(['old', 'new'])
  await Promise.all([hanging, marked])
  expect(looks()).toBe(4)
})
