import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { createLogger } from '@patchbay/observability/logger'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAnswerBoard } from './answer-board.ts'
import { createServer } from './server.ts'
import type { ServerDependencies } from './server-dependencies.ts'

/** Sooner than the time limit that holds where none is set here. */
const LIMIT_MS = 20_000
/** Whoever is still there 10 s after the server was told to stop is hung up on in any case. */
const SOON_MS = 9_000
let db: Database
let app: FastifyInstance | null = null

beforeEach(() => {
  // Nobody gets far enough to need it.
  db = openDatabase('postgresql://patchbay_app:none@127.0.0.1:1/patchbay')
})
afterEach(async () => {
  app?.server.closeAllConnections()
  await app?.close()
  await closeDatabase(db)
})

async function listenWith(limits: ServerDependencies['limits']): Promise<number> {
  app = createServer({
    receiver: { db, manifests: {}, readSigningSecrets: async () => [], now: Date.now },
    answers: createAnswerBoard(db, () => undefined),
    logger: createLogger('ingress-test', { level: 'silent' }),
    wakeWorker: () => undefined,
    limits,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function callAt(port: number, said: string): Promise<{ closed: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1').resume()
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  socket.write(said)
  return { closed }
}
const HALF = 'POST /hooks/a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"half":'

test('a body that does not come to its end is not waited for', { timeout: LIMIT_MS }, async () => {
  const port = await listenWith({ requestMs: 200 })
  const { closed } = await callAt(port, HALF)
  await closed
})

test('stopping waits for nobody who has not sent a request whole', { timeout: 2 * LIMIT_MS }, async () => {
  const port = await listenWith({ closeMs: 200 })
  const near: Socket[] = []
  app?.server.on('connection', (socket) => near.push(socket))
  const said = [HALF, 'POST /hooks/a HTTP/1.1\r\nhost:', '']
  const callers = await Promise.all(said.map((words) => callAt(port, words)))
  const bytes = said.join('').length
  await vi.waitUntil(
    () => near.length === said.length && near.reduce((sum, { bytesRead }) => sum + bytesRead, 0) === bytes,
    { timeout: LIMIT_MS },
  )
  const startedMs = performance.now()
  await app?.close()
  await Promise.all(callers.map(({ closed }) => closed))
  expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
})
