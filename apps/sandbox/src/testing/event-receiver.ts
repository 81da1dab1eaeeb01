import { createServer } from 'node:http'

export type ReceivedEvent = { headers: Record<string, string>; body: string }

export type EventReceiver = {
  url: string
  /** Resolves when as many have come in all. */
  waitFor: (count: number) => Promise<ReceivedEvent[]>
  /** What to answer from now on; 202 at first. */
  answerWith: (status: number) => void
  close: () => Promise<void>
}

/** An address for events, as the platform's ingress would be. Port 0 takes a free one. */
export async function startReceiver(port = 0): Promise<EventReceiver> {
  const received: ReceivedEvent[] = []
  const waiting: { count: number; resolve: (events: ReceivedEvent[]) => void }[] = []
  let status = 202
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      received.push({ headers, body: Buffer.concat(chunks).toString('utf8') })
      response.writeHead(status).end()
      for (const one of waiting) if (received.length >= one.count) one.resolve([...received])
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://127.0.0.1:${actual}/hooks/shop`,
    waitFor: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve([...received])
        else waiting.push({ count, resolve })
      }),
    answerWith: (next) => {
      status = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
