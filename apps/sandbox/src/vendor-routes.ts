import { setTimeout as wait } from 'node:timers/promises'
import type { SimOutcome, SimRequest } from '@patchbay/connector-sdk/simulator'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Exclusive } from './exclusive.ts'
import { countFaults } from './faults.ts'
import type { Outbox } from './outbox.ts'
import { hearOfCapture } from './shop/hear-of-capture.ts'
import { seedShop } from './shop/seed-shop.ts'
import { isSimulatorId, type SimulatorId, simulators } from './simulators.ts'
import { isWorkspaceId, type Workspaces } from './workspaces.ts'

type Parts = { workspaces: Workspaces; exclusive: Exclusive; outbox: Outbox }

/** How long a call that is never answered stays open when its client does not give up first. */
const SILENCE_MS = 60_000

/** The pretend vendors, each below `/w/<workspace>/<connector>`. Bodies reach them as bytes. */
export function vendorRoutes(app: FastifyInstance, parts: Parts): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.all<{ Params: { workspace: string; connector: string; '*': string } }>(
    '/w/:workspace/:connector/*',
    async (request, reply) => {
      const { workspace, connector } = request.params
      if (!isWorkspaceId(workspace) || !isSimulatorId(connector) || connector === 'smtp') {
        const message = `There is no pretend "${connector}" here: the address is /w/<workspace>/<connector>/…`
        return reply.code(404).send({ error: { code: 'not_found', message } })
      }
      const outcome = await callSimulator(parts, { workspace, simulator: connector, request: toSimRequest(request) })
      return answer(outcome, request, reply)
    },
  )
}

type SimulatorCall = { workspace: string; simulator: SimulatorId; request: SimRequest }

/** One request in one transaction, its events included. */
async function callSimulator(parts: Parts, call: SimulatorCall): Promise<SimOutcome> {
  const workspace = parts.workspaces.get(call.workspace)
  const outcome = await parts.exclusive(async () => {
    // A shop that nobody has looked at yet has its goods before the first call.
    if (call.simulator === 'shopify') seedShop(workspace)
    const result = await simulators[call.simulator].handle(call.request, workspace.hostOf(call.simulator))
    if (call.simulator === 'stripe') hearOfCapture(workspace, call.request.path)
    countFaults(workspace, call.simulator)
    return result
  })
  parts.outbox.wake()
  return outcome
}

function toSimRequest(
  request: FastifyRequest<{ Params: { workspace: string; connector: string; '*': string } }>,
): SimRequest {
  const url = new URL(request.url, 'http://sandbox')
  const { workspace, connector } = request.params
  // The path as it came: a simulator decodes its parameters itself.
  const prefix = `/w/${workspace}/${connector}`
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return {
    method: request.method,
    path: url.pathname.slice(prefix.length) || '/',
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
  }
}

async function answer(outcome: SimOutcome, request: FastifyRequest, reply: FastifyReply) {
  if (outcome.delayMs > 0) await wait(outcome.delayMs, undefined, { ref: false })
  if (outcome.kind === 'answer') {
    const { status, headers, body } = outcome.response
    return reply.code(status).headers(headers).send(body)
  }
  reply.hijack()
  const { socket } = request.raw
  if (outcome.kind === 'reset') socket.resetAndDestroy()
  else setTimeout(() => socket.destroy(), SILENCE_MS).unref()
  return reply
}
