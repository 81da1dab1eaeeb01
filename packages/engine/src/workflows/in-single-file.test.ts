import { expect, test } from 'vitest'
import { inSingleFile } from './in-single-file.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/** What a walk does with each result: it takes some turns until the next thing is asked for. */
async function walk(name: string, result: Promise<void>, log: string[]): Promise<void> {
  await result
  log.push(`${name} came`)
  for (let turn = 0; turn < 99; turn++) await undefined
  log.push(`${name} asked`)
}

/** `apart`: whether the promise queue runs dry between one result and the next. */
async function order(apart: boolean): Promise<string[]> {
  const log: string[] = []
  const pass = inSingleFile(settled)
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const walks = Promise.all([walk('first', pass(first.promise), log), walk('second', pass(second.promise), log)])
  first.resolve()
  if (apart) await new Promise(setImmediate)
  second.resolve()
  await walks
  return log
}

test('results that come together are walked as if they came one by one', async () => {
  expect(await order(false)).toEqual(['first came', 'first asked', 'second came', 'second asked'])
  expect(await order(false)).toEqual(await order(true))
})

test('a failure keeps its place in the line', async () => {
  const pass = inSingleFile(settled)
  const log: string[] = []
  const failed = pass(Promise.reject(new Error('no'))).catch(() => log.push('failed'))
  await Promise.all([failed, pass(Promise.resolve()).then(() => log.push('came'))])
  expect(log).toEqual(['failed', 'came'])
})
