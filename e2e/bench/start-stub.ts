import { createServer } from 'node:http'

export type Stub = {
  origin: string
  /** Calls since it was last asked. */
  taken: () => number
  close: () => Promise<void>
}

/** Calls to it are never answered. */
export const HANGING_PATH = '/hang'

/** A vendor that answers at once and counts: what it takes away from a figure is as little as can be. */
export async function startStub(): Promise<Stub> {
  let calls = 0
  const server = createServer((request, response) => {
    calls += 1
    if (request.url?.startsWith(HANGING_PATH)) return
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  // Longer than a bench is idle between two parts: a connection closed by it under a call would be a fault of its own.
  server.keepAliveTimeout = 300_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stub has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    taken() {
      const count = calls
      calls = 0
      return count
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections()
        server.close((error) => (error ? reject(error) : resolve()))
      }),
  }
}
