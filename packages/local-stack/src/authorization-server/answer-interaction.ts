import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'

/** The vendor's question: a page with two buttons, and what pressing them does. */
export async function answerInteraction(
  provider: Provider,
  accountId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, , uid, choice] = (request.url ?? '').split('?')[0]?.split('/') ?? []
  const { params } = await provider.interactionDetails(request, response)
  if (request.method === 'GET') {
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(page(String(uid), String(params['scope'] ?? '')))
    return
  }
  if (choice !== 'allow') {
    const refusal = { error: 'access_denied', error_description: 'The person said no' }
    return provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false })
  }
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) })
  grant.addOIDCScope(String(params['scope'] ?? ''))
  const grantId = await grant.save()
  const allowed = { login: { accountId }, consent: { grantId } }
  return provider.interactionFinished(request, response, allowed, { mergeWithLastSubmission: false })
}

const page = (uid: string, scope: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Allow Patchbay?</title></head>
<body><main><h1>Patchbay asks for access</h1><p>${scope.replaceAll('<', '&lt;')}</p>
<form method="post" action="/interaction/${uid}/allow"><button>Allow</button></form>
<form method="post" action="/interaction/${uid}/refuse"><button>Refuse</button></form>
</main></body></html>`
