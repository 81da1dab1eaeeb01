import rateLimit from '@fastify/rate-limit'
import { createReceiver } from '@patchbay/core/inbox/receive-webhook'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { closeInTime } from './close-in-time.ts'
import { createInHand } from './in-hand.ts'
import { replyTo } from './reply-to.ts'
import type { ServerDependencies } from './server-dependencies.ts'
import { statusRoute } from './status-route.ts'

const BODY_LIMIT_BYTES = 1_048_576
/** Of a whole request: senders give up sooner. What hangs would hold its connection for ever. */
const REQUEST_MS = 30_000
const LOOKS_AT_TIME_LIMITS = 6
/** Of the 15 s that whoever stops ingress waits. */
const CLOSE_MS = 3_000
/** Far above what a shop's vendors send, and below what would starve the others. */
const REQUESTS_PER_MINUTE = 30_000

/**
 * Events that are being stored at once, in all and of one address. Senders give up after some 5 s and send again: with
 * more before it than the database takes in that time, an event would be stored for nobody to hear of it, again and again.
 */
const MAX_IN_HAND = { inAll: 400, ofOne: 200 }

/** Events in: verified over the raw bytes, committed, answered. */
export function createServer(deps: ServerDependencies): FastifyInstance {
  const { requestMs = REQUEST_MS, closeMs = CLOSE_MS } = deps.limits ?? {}
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    loggerInstance: undefined,
    trustProxy: true,
    requestTimeout: requestMs,
    http: {
      // Its own minute is longer: Node then takes one for the other.
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.ceil(requestMs / LOOKS_AT_TIME_LIMITS),
    },
  })
  closeInTime(app, { graceMs: closeMs, letGo: deps.answers.letGo })
  const receive = createReceiver(deps.receiver)
  const inHand = createInHand(MAX_IN_HAND)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, request, reply) => refuseBroken(deps, { error, request, reply }))
  app.get('/healthz', async (_request, reply) => {
    await deps.receiver.db.pool.query('SELECT 1')
    return reply.send({ ok: true })
  })
  app.register(async (hooks) => {
    await hooks.register(rateLimit, {
      max: REQUESTS_PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: (request) => addressOf(request) || request.ip,
    })
    hooks.post('/hooks/:address', async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const address = addressOf(request)
      const leave = inHand.enter(address)
      if (leave === null) return tryLater(reply)
      const received = await receive({ address, headers: singleHeaders(request), body }).finally(leave)
      if (received.kind === 'accepted' && received.deliveries.some(({ state }) => state === 'accepted'))
        deps.wakeWorker()
      return replyTo(received, { reply, answers: deps.answers, address })
    })
    statusRoute(hooks, deps)
  })
  return app
}

const addressOf = (request: FastifyRequest): string => {
  const { params } = request
  const address = typeof params === 'object' && params !== null && 'address' in params ? params.address : ''
  return typeof address === 'string' ? address : ''
}

const singleHeaders = (request: FastifyRequest): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )

type Broken = { error: unknown; request: FastifyRequest; reply: FastifyReply }

const refuseBroken = (deps: ServerDependencies, { error, request, reply }: Broken) => {
  const status = statusOf(error)
  if (status === 413) {
    return reply.code(413).send({ error: 'too_large', message: `A body may have at most ${BODY_LIMIT_BYTES} bytes.` })
  }
  if (status === 429)
    return reply
      .code(429)
      .send({ error: 'rate_limited', message: 'Too many events a minute. Send them again a little later.' })
  if (status !== null && status < 500)
    return reply.code(status).send({ error: 'bad_request', message: 'This request cannot be read.' })
  deps.logger.error({ err: error, path: request.routeOptions.url }, 'An event could not be stored')
  return tryLater(reply)
}

/** Nothing was accepted: the sender must try again. */
const tryLater = (reply: FastifyReply) =>
  reply
    .code(503)
    .header('retry-after', '5')
    .send({ error: 'unavailable', message: 'The event was not stored. Send it again.' })

const statusOf = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null
