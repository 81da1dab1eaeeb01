import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Who has been read whole, and still hears nothing by then, waits for a database that does not answer. */
const LAST_MS = 10_000

type Closing = {
  graceMs: number
  /** Has those answered whose event is stored. */
  letGo: () => void
}

/**
 * A server that is closed takes nobody on, and would wait for ever for whoever has not sent a request whole: Node then no
 * longer looks at its time-outs. These are hung up on.
 */
export function closeInTime(app: FastifyInstance, { graceMs, letGo }: Closing): void {
  const connections = new Set<Socket>()
  const owed = new WeakSet<Socket>()
  let closing = false
  app.server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  app.addHook('preHandler', async ({ raw }) => void owed.add(raw.socket))
  app.addHook('onSend', async (_request, reply) => {
    // Else its sender may keep the connection for a next request, and with it the server.
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async ({ raw }) => void owed.delete(raw.socket))
  app.addHook('preClose', async () => {
    closing = true
    const grace = setTimeout(() => {
      letGo()
      for (const socket of connections) if (!owed.has(socket)) socket.destroy()
    }, graceMs)
    const last = setTimeout(() => app.server.closeAllConnections(), LAST_MS)
    app.server.once('close', () => {
      clearTimeout(grace)
      clearTimeout(last)
    })
  })
}
