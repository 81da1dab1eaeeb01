import { createServer, type IncomingMessage } from 'node:http'
import { createTransport } from '@patchbay/egress/transport'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { createPostToChannel } from './post-to-channel.ts'

const KEY = `whsec_${Buffer.from('a key of twenty-four byt').toString('base64')}`

test('a webhook is signed so that its receiver can check it, under the same id at each try', async () => {
  const receiver = await receive(() => 200)
  const post = createPostToChannel(vaultOf(receiver.url), createTransport({ allowOrigins: [receiver.url] }))
  const message = {
    id: 'msg_1',
    workspaceId: 'w',
    kind: 'webhook' as const,
    secretId: 's',
    body: '{"type":"alert.test"}',
  }
  expect(await post(message)).toEqual({ ok: true })
  expect(await post(message)).toEqual({ ok: true })
  const ids = receiver.got.map(({ headers, body }) => {
    new Webhook(KEY).verify(body, {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    })
    return headers['webhook-id']
  })
  expect(ids).toEqual(['msg_1', 'msg_1'])
  await receiver.close()
})

test.each([
  [503, true],
  [429, true],
  [404, false],
])('an answer of %i is tried again: %s', async (status, again) => {
  const receiver = await receive(() => status)
  const post = createPostToChannel(vaultOf(receiver.url), createTransport({ allowOrigins: [receiver.url] }))
  const outcome = await post({ id: 'm', workspaceId: 'w', kind: 'slack', secretId: 's', body: '{}' })
  expect(outcome).toEqual({ ok: false, again, reason: `It answered ${status}.` })
  await receiver.close()
})

test('an answer that came while the worker stood still is no missing answer', async () => {
  const receiver = await receive(() => {
    // Its bytes lie in the socket when the time is over, and nothing has read them.
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200))
    return 200
  })
  const post = createPostToChannel(vaultOf(receiver.url), createTransport({ allowOrigins: [receiver.url] }), 1_000)
  const message = { id: 'm', workspaceId: 'w', kind: 'slack' as const, secretId: 's', body: '{}' }
  expect(await post(message)).toEqual({ ok: true })
  await receiver.close()
})

test.each([301, 302, 303, 308])('a redirect by %i is no delivery', async (status) => {
  const receiver = await receive(({ method }) => (method === 'POST' ? status : 200))
  const elsewhere = await receive(() => 200)
  const transport = createTransport({ allowOrigins: [receiver.url, elsewhere.url] })
  const post = createPostToChannel(vaultOf(receiver.url), transport)
  const message = { id: 'm', workspaceId: 'w', kind: 'slack' as const, secretId: 's', body: '{}' }
  receiver.answered.location = status === 308 ? elsewhere.url : '/moved'
  expect(await post(message)).toEqual({
    ok: false,
    again: false,
    reason: 'It redirects elsewhere: use the final address.',
  })
  expect(elsewhere.got).toEqual([])
  await receiver.close()
  await elsewhere.close()
})

test('an address inside the network is refused', async () => {
  const receiver = await receive(() => 200)
  const outcome = await createPostToChannel(vaultOf(receiver.url))({
    id: 'm',
    workspaceId: 'w',
    kind: 'webhook',
    secretId: 's',
    body: '{}',
  })
  expect(outcome.ok).toBe(false)
  expect(receiver.got).toEqual([])
  await receiver.close()
})

const vaultOf = (url: string) => ({
  readForConnection: async () => ({ values: { url: `${url}/alerts`, signingKey: KEY } }),
})

type Got = { headers: IncomingMessage['headers']; body: string }

async function receive(answer: (request: IncomingMessage) => number) {
  const got: Got[] = []
  const answered: { location?: string } = {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(answer(request), answered).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    got,
    answered,
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
