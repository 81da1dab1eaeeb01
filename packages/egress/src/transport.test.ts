import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { addressProblem } from './guard.ts'
import { createTransport, type HttpRequest } from './transport.ts'
import { TransportError } from './transport-error.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(() => resolve())))
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle)
  const port = await listen(server)
  closing.unshift(async () => server.closeAllConnections())
  return `http://127.0.0.1:${port}`
}

const call = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  body: null,
  signal: new AbortController().signal,
  timeoutMs: 2_000,
  ...more,
})

const transportTo = (...allowOrigins: string[]) => createTransport({ allowOrigins })

async function failure(promise: Promise<unknown>): Promise<TransportError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof TransportError) return error
  throw new Error(`expected a TransportError, got ${String(error)}`)
}

test('a request goes out as given and its answer comes back, unpacked', async () => {
  const origin = await serve((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-two': ['a', 'b'] })
      response.end(
        gzipSync(JSON.stringify({ method: request.method, url: request.url, key: request.headers['x-key'], body })),
      )
    })
  })
  const answer = await transportTo(origin)(
    call(`${origin}/orders?x=1`, { method: 'post', headers: { 'x-key': 'k' }, body: '{"a":1}' }),
  )
  expect(answer.status).toBe(201)
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-two': 'a, b' })
  expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
    method: 'POST',
    url: '/orders?x=1',
    key: 'k',
    body: '{"a":1}',
  })
})

test.each([
  ['127.0.0.1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.20.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.169.254', 'link-local'],
  ['100.100.100.200', 'private'],
  ['168.63.129.16', 'agent'],
  ['0.0.0.0', 'unspecified'],
  ['192.0.0.192', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:a9fe:a9fe', 'link-local'],
  ['fd00:ec2::254', 'private'],
  ['fe80::1%eth0', 'link-local'],
  ['64:ff9b::7f00:1', 'rfc6052'],
  ['2002:7f00:1::', '6to4'],
])('%s is refused as %s', (address, word) => {
  expect(addressProblem(address)).toContain(word)
})

test('public addresses are let through', () => {
  expect(['1.1.1.1', '2606:4700::1111', '::ffff:1.1.1.1'].map(addressProblem)).toEqual([null, null, null])
})

test('private addresses are refused before a byte leaves, however they are written', async () => {
  let hits = 0
  const origin = await serve((_request, response) => {
    hits += 1
    response.end()
  })
  const { port } = new URL(origin)
  const hosts = ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '127.1']
  for (const host of hosts) {
    const error = await failure(transportTo()(call(`http://${host}:${port}/`)))
    expect([host, error.phase]).toEqual([host, 'unsent'])
    expect(error.message).toContain('does not connect to')
  }
  // An exception is an exact origin: another port of the same host is not one.
  await expect(failure(transportTo('http://127.0.0.1:1')(call(origin)))).resolves.toMatchObject({ phase: 'unsent' })
  expect(hits).toBe(0)
})

test('a redirect to a private address is refused', async () => {
  let metadata = 0
  const inside = await serve((_request, response) => {
    metadata += 1
    response.end('secrets')
  })
  const outside = await serve((_request, response) => {
    response.writeHead(302, { location: `${inside}/latest/meta-data` }).end()
  })
  expect(await failure(transportTo(outside)(call(outside)))).toMatchObject({ phase: 'unsent' })
  expect(metadata).toBe(0)
})

test.each([301, 302, 303])('a write that is redirected by %i never becomes a GET', async (status) => {
  const seen: string[] = []
  const own = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    if (request.url === '/there') response.end('as if it had been written')
    else response.writeHead(status, { location: '/there' }).end()
  })
  const transport = transportTo(own)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const body = method === 'DELETE' ? null : 'x'
    expect(await transport(call(`${own}/orders`, { method, body }))).toMatchObject({ status })
  }
  expect(seen).toEqual(['POST /orders', 'PUT /orders', 'PATCH /orders', 'DELETE /orders'])
  expect((await transport(call(`${own}/orders`))).status).toBe(200)
})

test('a write that got to its first address counts as sent, whatever became of the second', async () => {
  const server = createServer((_request, response) => {
    server.close()
    response.writeHead(307, { location: '/there', connection: 'close' }).end()
  })
  const own = `http://127.0.0.1:${await listen(server)}`
  expect(await failure(transportTo(own)(call(own, { method: 'POST', body: 'x' })))).toMatchObject({ phase: 'sent' })
})

test('credentials stay with their origin over redirects', async () => {
  const seen: IncomingMessage['headers'][] = []
  const record = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.headers)
    response.end('ok')
  }
  const other = await serve(record)
  const own = await serve((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: `${other}/x` }).end()
    else if (request.url === '/near') response.writeHead(307, { location: '/here' }).end()
    else record(request, response)
  })
  const transport = transportTo(own, other)
  const headers = { authorization: 'Bearer secret', 'x-shopify-access-token': 'secret', accept: 'application/json' }
  await transport(call(`${own}/away`, { headers }))
  await transport(call(`${own}/near`, { headers, method: 'POST', body: 'x' }))
  expect(JSON.stringify(seen[0])).not.toContain('secret')
  expect(seen[0]).toMatchObject({ accept: 'application/json' })
  expect(seen[1]).toMatchObject({ authorization: 'Bearer secret', 'x-shopify-access-token': 'secret' })
})

test('what was written for one host is not handed to another, and circles end', async () => {
  const other = await serve((_request, response) => response.end())
  const own = await serve((request, response) =>
    response.writeHead(308, { location: request.url === '/away' ? `${other}/x` : '/round' }).end(),
  )
  const transport = transportTo(own, other)
  expect(await transport(call(`${own}/away`, { method: 'POST', body: 'card=4242' }))).toMatchObject({ status: 308 })
  expect(await transport(call(`${own}/away`, { method: 'DELETE' }))).toMatchObject({ status: 308 })
  expect((await failure(transport(call(`${own}/round`)))).message).toContain('redirects more than 3 times')
})

test('nothing was sent where no connection came about', async () => {
  const origin = await serve((_request, response) => response.end())
  for (const close of closing.splice(0)) await close()
  expect(await failure(transportTo(origin)(call(origin, { method: 'POST', body: 'x' })))).toMatchObject({
    phase: 'unsent',
  })
  expect(await failure(transportTo()(call('http://no-such-host.invalid/', { method: 'POST' })))).toMatchObject({
    phase: 'unsent',
  })
  // A server that does not speak TLS: the handshake fails before the request.
  const plain = await serve((_request, response) => response.end())
  const tls = plain.replace('http:', 'https:')
  expect(await failure(transportTo(tls)(call(tls, { method: 'POST', body: 'x' })))).toMatchObject({ phase: 'unsent' })
})

test('a request may have been applied once it left: no answer, a reset, or a cut in the body', async () => {
  const silent = await serve(() => undefined)
  const post = { method: 'POST', body: 'x' }
  const late = await failure(transportTo(silent)(call(silent, { ...post, timeoutMs: 150 })))
  expect(late).toMatchObject({ phase: 'sent' })
  expect(late.message).toContain('within 150 ms')

  const resetting = createTcpServer((socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  })
  const reset = `http://127.0.0.1:${await listen(resetting)}`
  expect(await failure(transportTo(reset)(call(reset, post)))).toMatchObject({ phase: 'sent' })

  const cutting = createTcpServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this'))
  })
  const cut = `http://127.0.0.1:${await listen(cutting)}`
  expect(await failure(transportTo(cut)(call(cut, post)))).toMatchObject({ phase: 'sent' })
})

test('an answer that came while the process stood still is no missing answer', async () => {
  const origin = await serve((_request, response) => {
    response.end('applied')
    // Its bytes lie in the socket when the deadline passes, and nothing has read them.
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500))
  })
  const answer = await transportTo(origin)(call(origin, { method: 'POST', body: 'x', timeoutMs: 300 }))
  expect(Buffer.from(answer.body).toString()).toBe('applied')
})

test('headers that trickle in do not outlast the deadline', async () => {
  const trickling = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    const timer = setInterval(() => socket.write('x-a: b\r\n'), 20)
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n'))
    socket.once('close', () => clearInterval(timer))
  })
  const origin = `http://127.0.0.1:${await listen(trickling)}`
  expect(await failure(transportTo(origin)(call(origin, { timeoutMs: 150 })))).toMatchObject({ phase: 'sent' })
})

test('a caller who gives up is told whether it left', async () => {
  const silent = await serve(() => undefined)
  const aborted = AbortSignal.abort(new Error('cancelled'))
  expect(await failure(transportTo(silent)(call(silent, { signal: aborted })))).toMatchObject({ phase: 'unsent' })
  const controller = new AbortController()
  const arrived = await serve(() => controller.abort(new Error('cancelled')))
  const error = await failure(transportTo(arrived)(call(arrived, { method: 'POST', signal: controller.signal })))
  expect(error).toMatchObject({ phase: 'sent', message: 'cancelled' })
})

test('an answer over the limit is cut off, packed or not', async () => {
  const large = Buffer.alloc(300_000, 'a')
  const origin = await serve((request, response) => {
    if (request.url === '/packed') response.setHeader('content-encoding', 'gzip').end(gzipSync(large))
    else response.end(large)
  })
  const transport = createTransport({ allowOrigins: [origin], maxResponseBytes: 100_000 })
  expect((await failure(transport(call(`${origin}/`)))).message).toContain('larger than 100000 bytes')
  expect((await failure(transport(call(`${origin}/packed`)))).message).toContain('cannot be unpacked')
})
