import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { queuePersonMail } from '@patchbay/db/mail-functions'
import { testDatabase } from '@patchbay/db/testing'
import { buildWorkflowBundle } from '@patchbay/engine/bundle'
import { createEnginePort, openTemporalClient } from '@patchbay/engine/client'
import { findFreePorts } from '@patchbay/local-stack/ports'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
/** The health page is the fifth of a block of ports; the others are not used here. */
const HEALTH_OFFSET = 4
/** It is killed after 15 s; a mail server that says nothing is given up after 20. */
const SOON_MS = 12_000

let db: Database
const mailServer = createServer()
const callers: Socket[] = []
const folder = mkdtempSync(join(tmpdir(), 'patchbay-stop-worker-'))
const BUNDLE = join(folder, 'workflow-bundle.js')

beforeAll(async () => {
  db = openDatabase(database.appUrl)
  await buildWorkflowBundle(BUNDLE)
  mailServer.on('connection', (socket) => callers.push(socket))
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  for (const socket of callers) socket.destroy()
  mailServer.close()
  await closeDatabase(db)
  rmSync(folder, { recursive: true, force: true })
})

test('a worker that stops begins no call any more, and does not wait for a mail server that says nothing', async () => {
  const heard = once(mailServer, 'connection')
  await queueMail()
  const worker = spawn(process.execPath, [MAIN], { env: await settings(), stdio: 'inherit' })
  const ended = once(worker, 'exit')
  const client = openTemporalClient({ ...temporal, tls: false, apiKey: undefined })
  const engine = createEnginePort(client, () => undefined)
  const test = () => engine.testConnection({ workspaceId: newId(), connectionId: newId() })
  try {
    await heard
    expect(await test()).toMatchObject({ ok: false, code: expect.not.stringContaining('timed_out') })

    const startedMs = performance.now()
    worker.kill('SIGTERM')
    expect(await Promise.race([ended, test()])).toEqual([0, null])
    expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
  } finally {
    worker.kill('SIGKILL')
    await ended
    await client.connection.close()
  }
})

async function settings() {
  const [port = 0] = await findFreePorts(1)
  const address = mailServer.address()
  const mailPort = typeof address === 'object' && address !== null ? address.port : 0
  return {
    PATCHBAY_APP_DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PATCHBAY_SECRET_KEY: randomBytes(32).toString('base64'),
    PATCHBAY_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    PATCHBAY_WORKFLOW_BUNDLE: BUNDLE,
    PATCHBAY_PORT: String(port - HEALTH_OFFSET),
    LOG_LEVEL: 'error',
  }
}

const queueMail = () =>
  queuePersonMail(db, {
    id: newId(),
    workspaceId: null,
    kind: 'password_reset',
    dedupeKey: newId(),
    to: 'edda@brindle.example',
    subject: 'A new password',
    text: 'Choose one',
    html: '<p>Choose one</p>',
    ttlMs: 3_600_000,
  })
