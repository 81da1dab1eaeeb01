import { createServer, type ServerResponse } from 'node:http'
import { createTestStack } from './test-stack.ts'

/** The part of Vitest's TestProject that is used. */
type Project = { provide: (key: 'patchbayTestStack', value: string) => void }

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the test run's stack server, which starts things on demand. */
    patchbayTestStack: string
  }
}

/**
 * Vitest global setup. One PostgreSQL and one Temporal serve the whole run, each started when the first test file asks for
 * it, over loopback HTTP: this process is the only one that starts and stops anything.
 */
export default async function setup(project: Project): Promise<() => Promise<void>> {
  const stack = createTestStack()
  const server = createServer((request, response) => {
    if (request.url === '/postgres') void answer(response, stack.postgres)
    else if (request.url === '/temporal') void answer(response, stack.temporal)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test stack server has no port')
  project.provide('patchbayTestStack', `http://127.0.0.1:${address.port}`)
  return async () => {
    server.closeAllConnections()
    server.close()
    await stack.stop()
  }
}

async function answer(response: ServerResponse, start: () => Promise<object>): Promise<void> {
  try {
    const result = await start()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
  } catch (error) {
    response
      .writeHead(500)
      .end(error instanceof Error ? `${error.message}\n${String(error.cause ?? '')}` : String(error))
  }
}
