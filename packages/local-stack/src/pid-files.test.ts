import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLivePidFile, stopOrphans, writePidFile } from './pid-files.ts'
import { processIdentity } from './process-identity.ts'

let runDir = ''
let children: ChildProcess[] = []

beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'patchbay-pids-'))
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(runDir, { recursive: true, force: true })
})

function sleeper(script = 'setInterval(() => {}, 1000)'): number {
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' })
  children.push(child)
  if (child.pid === undefined) throw new Error('not started')
  return child.pid
}

test('an orphan noted in a pid file is stopped and its note removed', async () => {
  const pid = sleeper()
  writePidFile(runDir, { name: 'worker', pid, stopSignal: 'SIGTERM' })
  expect(await stopOrphans(runDir, ['worker'])).toEqual(['worker'])
  expect(processIdentity(pid)).toBeNull()
  expect(readdirSync(runDir)).toEqual([])
})

test('one that ignores its signal is killed when its time is up', async () => {
  const pid = sleeper("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)")
  writePidFile(runDir, { name: 'web', pid, stopSignal: 'SIGTERM' })
  await stopOrphans(runDir, [], 200)
  expect(processIdentity(pid)).toBeNull()
})

test('a process that merely inherited the pid is left alone', async () => {
  const pid = sleeper()
  const record = { name: 'worker', pid, identity: 'an earlier process', stopSignal: 'SIGTERM' }
  writeFileSync(join(runDir, 'worker.pid.json'), JSON.stringify(record))
  expect(readLivePidFile(runDir, 'worker')).toBeNull()
  expect(await stopOrphans(runDir, ['worker'])).toEqual([])
  expect(processIdentity(pid)).not.toBeNull()
})

test('a half-written note of a killed parent is no obstacle', async () => {
  writeFileSync(join(runDir, 'ingress.pid.json'), '{"name":"ing')
  expect(await stopOrphans(runDir, [])).toEqual([])
  expect(readdirSync(runDir)).toEqual([])
})
