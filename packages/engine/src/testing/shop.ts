import { once } from 'node:events'
import { createServer } from 'node:http'

export type Shop = Awaited<ReturnType<typeof startShop>>

/** As much of a shop's API as a drop-down reads. */
export async function startShop() {
  let requests = 0
  let refused = false
  const server = createServer((_request, response) => {
    requests += 1
    const page = {
      nodes: [{ id: 'gid://shopify/Location/1', name: 'Main warehouse' }],
      pageInfo: { hasNextPage: false, endCursor: null },
    }
    response.writeHead(refused ? 401 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(refused ? { errors: 'Invalid access token' } : { data: { locations: page } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => requests,
    refuse: () => {
      refused = true
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
