import type { CoreSettings } from '../context.ts'
import type { SandboxPort } from '../ports/sandbox.ts'

const DEADLINE_MS = 5_000

/** The sandbox by its control API. */
export function createSandboxPort(sandbox: Pick<NonNullable<CoreSettings['sandbox']>, 'url' | 'token'>): SandboxPort {
  return {
    async setUp(workspaceId, sources) {
      const response = await fetch(`${sandbox.url}/control/w/${workspaceId}/setup`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'x-sandbox-token': sandbox.token },
        body: JSON.stringify({ sources }),
        signal: AbortSignal.timeout(DEADLINE_MS),
      })
      if (!response.ok)
        throw new Error(`The sandbox answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    },
  }
}
