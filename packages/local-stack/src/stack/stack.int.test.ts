import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inheritedEnvironment, parseLocalStackEnv } from '../env.ts'
import { describePorts, findFreePorts, findTakenPorts, LAST_PORT, portsFrom } from '../ports.ts'
import { withClient } from '../postgres/roles.ts'
import { processIdentity } from '../process-identity.ts'
import { waitUntil } from '../wait-until.ts'
import { type StackOptions, startStack } from './stack.ts'

let repositoryDir = ''
let options: StackOptions

/** A repository whose apps do nothing but answer and write down their start: what is tested is how they are run. */
beforeAll(async () => {
  repositoryDir = mkdtempSync(join(tmpdir(), 'patchbay-stack-'))
  write('pnpm-lock.yaml', '')
  write('packages/db/package.json', '{"name":"db"}')
  write(
    'packages/db/src/migrate.ts',
    noting("export const migrate = (url) => note('migrate ' + new URL(url).username)"),
  )
  write('packages/engine/package.json', '{"name":"engine"}')
  write(
    'packages/engine/src/bundle.ts',
    noting("export const buildWorkflowBundle = (file) => { fs.writeFileSync(file, 'code'); note('bundle') }"),
  )
  write('apps/ingress/src/main.ts', server('ingress', 1))
  write('apps/sandbox/src/main.ts', server('sandbox', 2))
  write('apps/worker/src/main.ts', server('worker', 4))
  write('apps/web/package.json', '{"name":"web"}')
  write(
    'apps/web/node_modules/next/dist/bin/next.mjs',
    noting(`if (process.argv[2] === 'build') {
      fs.mkdirSync('.next', { recursive: true })
      fs.writeFileSync('.next/BUILD_ID', '1')
      note('build')
      process.exit()
    }
    ${server('web', 0)}`),
  )
  write('apps/web/node_modules/next/dist/bin/next', "await import('./next.mjs')")
  const base = await freeBlock()
  const settings = parseLocalStackEnv({ ...inheritedEnvironment(), PATCHBAY_PORT: String(base) })
  options = { repositoryDir, dataDir: join(repositoryDir, '.patchbay'), settings }
}, 60_000)

afterAll(() => rmSync(repositoryDir, { recursive: true, force: true }))

test('everything starts in order with the environment it needs, a killed worker comes back, and all stops in order', async () => {
  const stack = await startStack(options)
  try {
    expect(order()).toEqual(['migrate patchbay_owner', 'bundle', 'build', 'sandbox', 'worker', 'ingress', 'web'])
    expect(new URL(stack.env['PATCHBAY_APP_DATABASE_URL'] ?? '').username).toBe('patchbay_app')
    const first = stack.processes()
    expect(Object.keys(first)).toEqual(['postgres', 'temporal', 'sandbox', 'worker', 'ingress', 'web'])

    expect(stack.kill('worker', 'SIGKILL')).toBe(true)
    await waitUntil(() => order().filter((name) => name === 'worker').length === 2, {
      what: 'second start of the worker',
      timeoutMs: 10_000,
    })
    expect(stack.processes()['web']).toBe(first['web'])
  } finally {
    await stack.stop()
  }
  expect(order().slice(-4)).toEqual(['web stopped', 'ingress stopped', 'worker stopped', 'sandbox stopped'])
}, 120_000)

test('after kill -9 of its parent a second start ends the orphans, keeps the data and builds nothing again', async () => {
  const orphans = await startAndKillParent()
  expect(orphans.every((pid) => processIdentity(pid) !== null)).toBe(true)
  rmSync(join(repositoryDir, 'order'))

  const stack = await startStack(options)
  try {
    expect(orphans.some((pid) => processIdentity(pid) !== null)).toBe(false)
    expect(order().filter((entry) => !entry.endsWith('stopped'))).toEqual([
      'migrate patchbay_owner',
      'sandbox',
      'worker',
      'ingress',
      'web',
    ])
    const kept = await withClient(stack.env['DATABASE_URL'] ?? '', (client) => client.query('select answer from kept'))
    expect(kept.rows).toEqual([{ answer: 42 }])
    await expect(startStack(options)).rejects.toThrow(/runs on .* already \(pid \d+\)/)
  } finally {
    await stack.stop()
  }
}, 120_000)

/** Starts the stack in another process, which writes a row, and kills that process alone. Resolves with the pids it leaves behind. */
async function startAndKillParent(): Promise<number[]> {
  const program = `
    const { startStack } = await import(${JSON.stringify(new URL('./stack.ts', import.meta.url).href)})
    const { withClient } = await import(${JSON.stringify(new URL('../postgres/roles.ts', import.meta.url).href)})
    const stack = await startStack(${JSON.stringify(options)})
    await withClient(stack.env.DATABASE_URL, (c) => c.query('create table kept as select 42 as answer'))
    console.log(JSON.stringify(Object.values(stack.processes())))`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: inheritedEnvironment(),
  })
  const pids = await new Promise<number[]>((resolve, reject) => {
    parent.stdout.once('data', (chunk) => resolve(JSON.parse(String(chunk))))
    parent.once('exit', () => reject(new Error('the parent ended before the stack ran')))
  })
  const ended = new Promise((resolve) => parent.once('close', resolve))
  parent.removeAllListeners('exit')
  parent.kill('SIGKILL')
  await ended
  return pids
}

function order(): string[] {
  const file = join(repositoryDir, 'order')
  return existsSync(file) ? readFileSync(file, 'utf8').split(';').filter(Boolean) : []
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(repositoryDir, path)), { recursive: true })
  writeFileSync(join(repositoryDir, path), content)
}

/** A module that writes down, in one file for all, what happens and in which order. */
function noting(code: string): string {
  const file = JSON.stringify(join(repositoryDir, 'order'))
  return `import * as fs from 'node:fs'\nconst note = (text) => fs.appendFileSync(${file}, text + ';')\n${code}\n`
}

/** An app that answers every request, on its port above the base, until it is told to end. */
function server(name: string, offset: number): string {
  const listening = `note('${name}')`
  const code = `
    const { createServer } = await import('node:http')
    const port = Number(process.env.PATCHBAY_PORT) + ${offset}
    process.on('SIGTERM', () => { note('${name} stopped'); process.exit() })
    createServer((_, response) => response.end()).listen(port, '127.0.0.1', () => ${listening})`
  return name === 'web' ? code : noting(code)
}

/** The first of a block of ports that are free together. */
async function freeBlock(): Promise<number> {
  for (;;) {
    const [base = 0] = await findFreePorts(1)
    const ports = base <= LAST_PORT - 15 ? describePorts(portsFrom(base)) : []
    if (ports.length > 0 && (await findTakenPorts(ports)).length === 0) return base
  }
}
