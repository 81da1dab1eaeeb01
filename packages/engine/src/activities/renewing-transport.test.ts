import { once } from 'node:events'
import { createServer } from 'node:http'
import type { HttpRequest } from '@patchbay/connector-sdk/http'
import { createTransport } from '@patchbay/egress/transport'
import { expect, onTestFinished, test } from 'vitest'
import { renewingTransport } from './renewing-transport.ts'

const request = (token: string): HttpRequest => ({
  method: 'POST',
  url: `https://api.example.com/things?token=${token}`,
  headers: { authorization: `Bearer ${token}` },
  body: '{}',
  signal: new AbortController().signal,
  timeoutMs: 1_000,
})

/** A vendor that takes one token, and a sign-in that can be renewed to it or not. */
function vendor(takes: string, renewsTo: string) {
  const seen: string[] = []
  const credentials = { accessToken: 'old' }
  let renewals = 0
  const transport = renewingTransport(
    async ({ headers, url }) => {
      seen.push(`${headers['authorization']} ${new URL(url).searchParams.get('token')}`)
      return { status: headers['authorization'] === `Bearer ${takes}` ? 200 : 401, headers: {}, body: new Uint8Array() }
    },
    {
      credentials,
      renew: async () => {
        renewals += 1
        credentials.accessToken = renewsTo
      },
    },
  )
  return { transport, seen, renewals: () => renewals }
}

test('a refused request goes out once more with the renewed token, and later ones at once', async () => {
  const { transport, seen, renewals } = vendor('new', 'new')
  const answers = await Promise.all([transport(request('old')), transport(request('old'))])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(renewals()).toBe(1)
  // Written by a client that still holds the first token.
  expect((await transport(request('old'))).status).toBe(200)
  expect(seen.at(-1)).toBe('Bearer new new')
  expect(seen).toHaveLength(5)
})

test('what the renewed token does not mend is answered as it is', async () => {
  const refusing = vendor('none', 'new')
  expect((await refusing.transport(request('old'))).status).toBe(401)
  expect((await refusing.transport(request('old'))).status).toBe(401)
  expect(refusing.renewals()).toBe(1)
  expect(refusing.seen).toEqual(['Bearer old old', 'Bearer new new', 'Bearer new new'])
  const ended = vendor('none', 'old')
  expect((await ended.transport(request('old'))).status).toBe(401)
  expect(ended.seen).toHaveLength(1)
})

test('a write that was taken, and answered by a redirect that wants another credential, is not sent again', async () => {
  const seen: string[] = []
  const server = createServer(({ method, url }, response) => {
    seen.push(`${method} ${url}`)
    if (method === 'POST') response.writeHead(303, { location: '/things/1' }).end()
    else response.writeHead(401).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const transport = renewingTransport(createTransport({ allowOrigins: [origin] }), {
    credentials: { accessToken: 'old' },
    renew: async () => expect.unreachable('nothing was refused'),
  })
  expect((await transport({ ...request('old'), url: `${origin}/things` })).status).toBe(303)
  expect(seen).toEqual(['POST /things'])
})
