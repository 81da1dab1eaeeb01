import type { IncomingMessage, ServerResponse } from 'node:http'
import { endSignIns, expireAccessTokens, type ServerState } from './server-state.ts'

/** The same as the object's own functions, for tests in another process. */
export async function answerControl(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wish = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`
  if (wish === 'POST /control/expire-access-tokens') await expireAccessTokens(state)
  else if (wish === 'POST /control/end-sign-ins') await endSignIns(state)
  else if (wish !== 'GET /control/token-calls') return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state.calls))
}
