import { createServer, type Server, type Socket } from 'node:net'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { afterEach, expect, test } from 'vitest'
import { createAnswerBoard } from './answer-board.ts'

let server: Server
let db: Database
const sockets: Socket[] = []

/** Listens where a database should be. */
async function openAt(onSocket: (socket: Socket) => void): Promise<Database> {
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It has no port')
  db = openDatabase(`postgresql://patchbay_app:none@127.0.0.1:${address.port}/patchbay`, { maxConnections: 20 })
  return db
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
  await closeDatabase(db)
})

const awaited = (workspaceId = newId()) => ({ workspaceId, deliveryId: newId(), isNew: false })

test('a caller whose event is stored hears at the deadline that there is no answer yet, though the database is away', async () => {
  const failures: unknown[] = []
  const board = createAnswerBoard(await openAt((socket) => socket.destroy()), (error) => failures.push(error))
  expect(await board.wait(awaited(), 400)).toEqual({
    answer: null,
    open: true,
    words: 'The flow has not answered yet.',
  })
  expect(failures.length).toBeGreaterThan(0)
})

test('a database that does not answer is asked once for all callers of a workspace, and holds none past the deadline', async () => {
  const board = createAnswerBoard(await openAt(() => undefined), () => undefined)
  const workspaceId = newId()
  const began = performance.now()
  const outlooks = await Promise.all(Array.from({ length: 3 }, () => board.wait(awaited(workspaceId), 800)))
  expect(outlooks.map(({ open }) => open)).toEqual([true, true, true])
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(sockets).toHaveLength(1)
})
