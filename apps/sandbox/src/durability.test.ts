import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSandboxClient } from './client.ts'
import { type EventReceiver, startReceiver } from './testing/event-receiver.ts'

const token = 'made-up-sandbox-token'
const main = new URL('./main.ts', import.meta.url).pathname

let folder: string
let child: ChildProcess | null = null
let receiver: EventReceiver | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-sandbox-'))
})
afterEach(async () => {
  await stop('SIGKILL')
  await receiver?.close()
  rmSync(folder, { recursive: true })
})

it('loses nothing to kill -9: orders, faults and events that were not sent yet', async () => {
  const [base, hookPort] = [await freeBase(), await freePort()]
  const client = createSandboxClient({ url: `http://127.0.0.1:${base + 2}`, token, workspaceId: 'w1' })
  await start(base)
  const source = { url: `http://127.0.0.1:${hookPort}/hooks/shop`, secret: 'made-up-shop-secret' }
  await client.setup({ sources: { shopify: source } })
  const { products } = await client.shop()
  const lines = [{ productId: products[0]?.id ?? '', quantity: 1 }]
  const placed = await client.placeOrders({ customerId: 'bram-oduya', lines, count: 3 })
  await client.switchFault('payments', { mode: 'fail', count: 5 })
  await stop('SIGKILL')

  receiver = await startReceiver(hookPort)
  await start(base)
  expect((await client.orders()).map(({ name }) => name)).toEqual(placed.map(({ name }) => name))
  expect((await client.faults()).payments).toMatchObject({ count: 5, used: 0 })
  const events = await receiver.waitFor(3)
  expect(new Set(events.map(({ body }) => JSON.parse(body).name))).toEqual(new Set(placed.map(({ name }) => name)))

  const code = await stop('SIGTERM')
  expect(code).toBe(0)
}, 20_000)

async function start(base: number): Promise<void> {
  const env = {
    PATH: '/usr/bin:/bin',
    PATCHBAY_PORT: String(base),
    PATCHBAY_DATA_DIR: folder,
    PATCHBAY_SANDBOX_TOKEN: token,
    PATCHBAY_SANDBOX_RETRY_SCALE: '0.02',
  }
  const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  child = started
  for await (const line of createInterface({ input: started.stdout })) if (line.includes('the sandbox is ready')) return
  throw new Error('The sandbox ended before it was ready')
}

async function stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const stopping = child
  child = null
  if (stopping === null) return null
  const exited = once(stopping, 'exit')
  stopping.kill(signal)
  await exited
  return stopping.exitCode
}

/** A base whose + 2 and + 3 are free, below what Temporal's ports allow. */
async function freeBase(): Promise<number> {
  for (let base = 20_000; base < 32_000; base += 16)
    if ((await isFree(base + 2)) && (await isFree(base + 3))) return base
  throw new Error('No free ports')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (free) await new Promise((resolve) => server.close(resolve))
  return free
}
