import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServerState } from './server-state.ts'

const REFRESH_TOKENS = '/oauth/v1/refresh-tokens/'

/** The vendor's API behind the sign-in: everything but a good token is refused. */
export async function answerVendorApi(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { provider, options } = state
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const send = (status: number, body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.method === 'DELETE' && pathname.startsWith(REFRESH_TOKENS)) {
    const token = await provider.RefreshToken.find(decodeURIComponent(pathname.slice(REFRESH_TOKENS.length)))
    if (token?.grantId === undefined) return send(404, { message: 'There is no such token' })
    await provider.AccessToken.revokeByGrantId(token.grantId)
    await provider.RefreshToken.revokeByGrantId(token.grantId)
    return void response.writeHead(204).end()
  }
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const token = bearer === undefined ? undefined : await provider.AccessToken.find(bearer)
  if (token?.isValid !== true)
    return send(401, { message: 'The access token is not good any more', category: 'EXPIRED_AUTHENTICATION' })
  const body = await textOf(request)
  const answer = options.api?.({ method: request.method ?? 'GET', path: `${pathname}${search}`, body })
  return answer === undefined ? send(404, { message: 'There is nothing here' }) : send(answer.status, answer.body)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
