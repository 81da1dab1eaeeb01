import { isTrustedOrigin } from '@patchbay/auth/trusted-origins'
import { env } from '../../../../env.ts'
import { apiContext } from '../../../../server/api-context.ts'
import { container } from '../../../../server/container.ts'

const SYSTEM_MAIL = 'system-mail'
const DEADLINE_MS = 20_000
type Principal = NonNullable<Awaited<ReturnType<typeof apiContext>>['principal']>
const PLAIN_SEGMENT = /^[A-Za-z0-9_.~@#:-]+$/

/** The pages' way to the sandbox's control API, for the workspace of the person who asks and no other. */
async function handle(request: Request, { params }: { params: Promise<{ path: string[] }> }): Promise<Response> {
  const { PATCHBAY_SANDBOX_URL: base, PATCHBAY_SANDBOX_TOKEN: token, PATCHBAY_PUBLIC_URL } = env()
  if (!isTrustedOrigin(request.headers, PATCHBAY_PUBLIC_URL)) return refuse(403, 'Requests of other sites are refused.')
  const { principal } = await apiContext(request.headers)
  if (principal === null) return refuse(401, 'You are signed out. Sign in to go on.')
  if (!container().mayUseSandbox(principal))
    return refuse(403, 'Your role does not let you use the sandbox. Ask an owner.')
  if (base === undefined || token === undefined) return refuse(404, 'The sandbox is switched off on this Patchbay.')
  const { path } = await params
  // Dots would climb out of the workspace's own part of the address.
  if (path.some((part) => part === '.' || part === '..' || !PLAIN_SEGMENT.test(part))) return refuse(404, 'Not found.')
  if (path.join('/') === SYSTEM_MAIL) return systemMail(request, principal, { base, token })
  await container().ensureSandbox(principal)
  const target = new URL(`${base.replace(/\/+$/, '')}/control/w/${principal.workspaceId}/${path.join('/')}`)
  target.search = new URL(request.url).search
  return forward(request, target, token)
}

/** Patchbay's own mail on a local installation. Its links open doors, so not everybody who uses the sandbox reads it. */
async function systemMail(
  request: Request,
  principal: Principal,
  { base, token }: { base: string; token: string },
): Promise<Response> {
  if (request.method !== 'GET') return refuse(404, 'Not found.')
  if (!container().mayReadSystemMail(principal))
    return refuse(403, 'Only an owner reads mail of Patchbay, and only here.')
  return forward(request, new URL(`${base.replace(/\/+$/, '')}/control/w/system-${principal.workspaceId}/mail`), token)
}

async function forward(request: Request, target: URL, token: string): Promise<Response> {
  const body = request.method === 'GET' ? undefined : await request.arrayBuffer()
  try {
    const answer = await fetch(target, {
      method: request.method,
      headers: { 'x-sandbox-token': token, 'content-type': request.headers.get('content-type') ?? 'application/json' },
      body: body === undefined || body.byteLength === 0 ? undefined : body,
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        'cache-control': 'no-store',
      },
    })
  } catch {
    return refuse(503, 'The sandbox does not answer. Nothing was changed. Try again in a moment.')
  }
}

const refuse = (status: number, message: string) => Response.json({ message }, { status })

export { handle as DELETE, handle as GET, handle as POST, handle as PUT }
