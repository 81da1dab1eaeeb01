import { OpenAPIHono } from '@hono/zod-openapi'
import { authenticateApiKey } from '@patchbay/core/api-keys/authenticate-api-key'
import type { CoreContext } from '@patchbay/core/context'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { ApiFailure } from './answer.ts'
import type { ApiEnv } from './define.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { connectionRoutes } from './routes/connections.ts'
import { connectorRoutes } from './routes/connectors.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { flowFileRoutes } from './routes/flow-files.ts'
import { flowLifeRoutes } from './routes/flow-life.ts'
import { flowVersionRoutes } from './routes/flow-versions.ts'
import { flowRoutes } from './routes/flows.ts'
import { runRoutes } from './routes/runs.ts'

export type RestOptions = {
  core: CoreContext
  /** Told of exceptions: bugs and outages, never what a caller did wrong. */
  onError: (error: unknown) => void
}

const BASE = '/api/v1'

/** The public API: a fetch handler for everything under `/api/v1`, authenticated by API key. */
export function createRestApp({ core, onError }: RestOptions): { fetch(request: Request): Promise<Response> } {
  const app = new OpenAPIHono<ApiEnv>().basePath(BASE)
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of a workspace: `Authorization: Bearer pb_…`',
  })
  // Before the check of the key: whoever writes a client needs it first.
  app.get('/openapi.json', (c) => c.json(app.getOpenAPI31Document(about(core))))
  app.use('*', authenticated(core))
  for (const routes of [
    connectorRoutes,
    connectionRoutes,
    flowFileRoutes,
    flowRoutes,
    flowLifeRoutes,
    flowVersionRoutes,
    deliveryRoutes,
    runRoutes,
    approvalRoutes,
  ]) {
    app.route('/', routes)
  }
  app.notFound((c) => c.json({ error: { code: 'not_found', message: 'There is nothing at this address.' } }, 404))
  app.onError((error, c) => failed(error, c, onError))
  return { fetch: async (request) => app.fetch(request) }
}

const about = (core: CoreContext) => ({
  openapi: '3.1.0',
  info: {
    title: 'Patchbay',
    version: '1.0.0',
    description: 'Flows, connections, events and runs of one workspace: the one that the API key belongs to.',
  },
  servers: [{ url: core.settings.publicUrl }],
})

const authenticated = (core: CoreContext) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const given = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (given === undefined) {
      throw new ApiFailure({ code: 'unauthenticated', message: 'Send an API key: "Authorization: Bearer pb_…".' })
    }
    const principal = await authenticateApiKey(core, given)
    if (!principal.ok) throw new ApiFailure(principal.error)
    c.set('core', core)
    c.set('principal', principal.value)
    await next()
  })

function failed(error: unknown, c: Context<ApiEnv>, onError: RestOptions['onError']): Response {
  if (error instanceof ApiFailure) {
    if (error.status === 401) c.header('www-authenticate', 'Bearer')
    return c.json(error.body, error.status)
  }
  if (error instanceof HTTPException && error.status < 500) return c.json({ error: refused(error) }, error.status)
  onError(error)
  return c.json({ error: { code: 'internal', message: 'Something broke on our side. Try again.' } }, 500)
}

/** What the framework refuses before a route is asked. */
function refused({ status, message }: HTTPException): { code: string; message: string } {
  if (status === 400) return { code: 'invalid_json', message: `The body is no JSON: ${message}` }
  if (status === 415) {
    return { code: 'unsupported_media_type', message: 'Send the body as JSON: "Content-Type: application/json".' }
  }
  return { code: 'invalid', message }
}
