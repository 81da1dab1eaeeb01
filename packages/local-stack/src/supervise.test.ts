import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSupervisor, type ServiceSpec, type Supervisor, type SupervisorEvent } from './supervise.ts'
import { waitUntil } from './wait-until.ts'

let dir = ''
let supervisor: Supervisor
let events: SupervisorEvent[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'patchbay-supervise-'))
  events = []
  supervisor = createSupervisor({
    runDir: join(dir, 'run'),
    logDir: join(dir, 'logs'),
    onEvent: (event) => events.push(event),
  })
})

afterEach(async () => {
  await supervisor.stopAll()
  rmSync(dir, { recursive: true, force: true })
})

/** A process that is ready once it has written a file, and notes its end in `order`. */
function service(name: string, body = 'setInterval(() => {}, 1000)'): ServiceSpec {
  const ready = join(dir, `${name}.ready`)
  const order = join(dir, 'order')
  const script = `
    const fs = require('node:fs')
    process.on('SIGTERM', () => { fs.appendFileSync(${JSON.stringify(order)}, '${name} '); process.exit(0) })
    fs.writeFileSync(${JSON.stringify(ready)}, String(process.pid))
    ${body}`
  return {
    name,
    command: process.execPath,
    args: ['-e', script],
    env: {},
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 2_000,
    ready: async () => existsSync(ready),
    readyTimeoutMs: 5_000,
  }
}

test('services stop in the opposite order of their start', async () => {
  for (const name of ['postgres', 'worker', 'web']) await supervisor.start(service(name))
  await supervisor.stopAll()
  expect(readFileSync(join(dir, 'order'), 'utf8').trim()).toBe('web worker postgres')
})

test('a killed service comes back under a new pid; the others stay', async () => {
  await supervisor.start(service('worker'))
  await supervisor.start(service('web'))
  const before = supervisor.pids()
  expect(supervisor.kill('worker', 'SIGKILL')).toBe(true)
  await waitUntil(() => events.filter(({ kind, name }) => kind === 'started' && name === 'worker').length === 2, {
    what: 'restart of worker',
    timeoutMs: 5_000,
  })
  const after = supervisor.pids()
  expect(after['worker']).not.toBe(before['worker'])
  expect(after['web']).toBe(before['web'])
  expect(events).toContainEqual({ kind: 'crashed', name: 'worker', code: null, signal: 'SIGKILL', retryInMs: 100 })
})

test.each(['logs', 'run'])('a restart that finds no room for its %s is tried again until it does', async (folder) => {
  await supervisor.start(service('postgres'))
  await supervisor.start(service('web'))
  const before = supervisor.pids()
  // What a full disk does: nothing can be written there.
  rmSync(join(dir, folder), { recursive: true })
  writeFileSync(join(dir, folder), '')
  supervisor.kill('postgres', 'SIGKILL')
  await waitUntil(() => events.some(({ kind, name }) => kind === 'unstarted' && name === 'postgres'), {
    what: 'a restart that failed',
    timeoutMs: 5_000,
  })
  expect(supervisor.pids()).toEqual({ web: before['web'] })
  rmSync(join(dir, folder))
  await waitUntil(() => supervisor.pids()['postgres'] !== undefined, { what: 'restart of postgres', timeoutMs: 5_000 })
  expect(readdirSync(join(dir, 'run')).sort()).toContain('postgres.pid.json')
})

test('one that dies before it is ready fails the start with the end of its log', async () => {
  const broken: ServiceSpec = {
    ...service('ingress'),
    args: ['-e', "console.error('no database here'); process.exit(3)"],
    ready: async () => false,
  }
  await expect(supervisor.start(broken)).rejects.toThrow(/ingress did not start[\s\S]*no database here/)
  expect(supervisor.pids()).toEqual({})
})

test('a command that does not exist fails the start', async () => {
  const missing: ServiceSpec = { ...service('web'), command: join(dir, 'nothing-here'), ready: async () => false }
  await expect(supervisor.start(missing)).rejects.toThrow('web did not start')
})
