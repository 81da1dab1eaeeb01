import type { ApiContext } from '@patchbay/api/context'
import { container } from './container.ts'

/** Who asks, with what it takes to answer. */
export async function apiContext(headers: Headers): Promise<ApiContext> {
  const { core, auth } = container()
  const [principal, person] = await Promise.all([auth.principalOf(headers), auth.personOf(headers)])
  return { core, principal, person, isSignUpOpen: auth.isSignUpOpen }
}
