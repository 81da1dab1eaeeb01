import { appRouter } from '@patchbay/api/router'
import { isTrustedOrigin } from '@patchbay/auth/trusted-origins'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { env } from '../../../../env.ts'
import { REFERENCE_HEADER } from '../../../../features/shared/reference-header.ts'
import { apiContext } from '../../../../server/api-context.ts'
import { container } from '../../../../server/container.ts'
import { newReference } from '../../../../server/reference.ts'

async function handle(request: Request): Promise<Response> {
  if (!isTrustedOrigin(request.headers, env().PATCHBAY_PUBLIC_URL)) {
    return Response.json({ message: 'Requests of other sites are refused.' }, { status: 403 })
  }
  const reference = newReference()
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => apiContext(request.headers),
    responseMeta: ({ errors }) => ({
      headers: new Headers(errors.length > 0 ? { [REFERENCE_HEADER]: reference } : {}),
    }),
    onError: ({ error, path }) => {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return
      container().log.error({ err: error, path, reference }, 'a call failed')
    },
  })
}

export { handle as GET, handle as POST }
