import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Database } from '@patchbay/db/database'

/** GET /healthz: 200 while the worker runs and reaches its database. */
export async function serveHealth(at: {
  port: number
  host: string
  db: Database
}): Promise<{ close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    at.db.pool.query('SELECT 1').then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
      () => response.writeHead(503, { 'content-type': 'application/json' }).end('{"ok":false,"reason":"database"}'),
    )
  })
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return {
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
