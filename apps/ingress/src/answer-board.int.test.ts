import { connect, createServer, type Socket } from 'node:net'
import { closeDatabase, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { expect, test } from 'vitest'
import { createAnswerBoard } from './answer-board.ts'

const database = useDatabase(testDatabase)

/** Passes on what is said, until its connections of that moment fall silent for good without being closed. */
async function openWay(url: URL) {
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(Number(url.port), url.hostname)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    sockets.push(near, far)
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It has no port')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(address.port)
  return {
    url: through.href,
    cut: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a look that is never answered does not keep later looks from answering', async () => {
  const way = await openWay(new URL(database.appUrl))
  const db = openDatabase(way.url)
  const failures: unknown[] = []
  const board = createAnswerBoard(db, (error) => failures.push(error))
  const unknown = () => board.wait({ workspaceId, deliveryId: newId(), isNew: false }, 18_000)
  const workspaceId = newId()
  const told = expect.objectContaining({ words: 'This event is not known here any more.' })
  expect(await unknown()).toEqual(told)
  way.cut()
  expect(await unknown()).toEqual(told)
  expect(failures).toEqual([new Error('A look for answers took longer than 5000 ms.')])
  way.close()
  await closeDatabase(db)
})

test('an answer that is stored is told also by a process that stood still over the deadline', async () => {
  const db = openDatabase(database.appUrl)
  const board = createAnswerBoard(db, () => undefined)
  const answer = board.wait({ workspaceId: newId(), deliveryId: newId(), isNew: true }, 100)
  const until = performance.now() + 1_500
  while (performance.now() < until);
  expect(await answer).toMatchObject({ words: 'This event is not known here any more.' })
  await closeDatabase(db)
})
