import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockHolder, tryLock, unlock } from './lock.ts'

let dir = ''
let file = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'patchbay-lock-'))
  file = join(dir, 'stack.lock')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('a lock is held by one at a time, and leaves nothing behind', () => {
  expect(tryLock(file)).toBe(true)
  expect(tryLock(file)).toBe(false)
  expect(lockHolder(file)).toBe(process.pid)
  expect(readdirSync(dir)).toEqual(['stack.lock'])
  unlock(file)
  expect(readdirSync(dir)).toEqual([])
})

test('an empty lock, as a full disk or a power cut leaves it, is taken over', () => {
  for (const left of ['', 'not a lock', '999999999 gone']) {
    writeFileSync(file, left)
    expect([left, tryLock(file), lockHolder(file)]).toEqual([left, true, process.pid])
    unlock(file)
  }
})

test('what was left by one that died while taking over is taken over, too', () => {
  writeFileSync(file, '999999999 gone')
  writeFileSync(`${file}.takeover`, '999999998 gone')
  expect(tryLock(file)).toBe(true)
  expect(readdirSync(dir)).toEqual(['stack.lock'])
})

test('a lock that cannot be written is an error, and not another holder', () => {
  expect(() => tryLock(join(dir, 'x'.repeat(300)))).toThrow('ENAMETOOLONG')
})

/** Answers each request for a lock, at the moment that all of them are told. */
const RACER = `
import { tryLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)}
process.on('message', ({ lock, at }) => {
  while (Date.now() < at);
  process.send(tryLock(lock))
})`

test('of several that find the same stale lock, one gets it', async () => {
  const racers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', RACER], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  )
  try {
    for (let round = 0; round < 30; round++) {
      const lock = join(dir, `lock-${round}`)
      writeFileSync(lock, '999999999 gone')
      const answers = racers.map((racer) => once(racer, 'message'))
      const at = Date.now() + 20
      for (const racer of racers) racer.send({ lock, at })
      const got = (await Promise.all(answers)).flat()
      expect(got.filter((mine) => mine === true)).toHaveLength(1)
    }
  } finally {
    for (const racer of racers) racer.kill('SIGKILL')
  }
})
