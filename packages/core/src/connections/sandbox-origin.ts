import type { CoreSettings } from '../context.ts'

/** Where a workspace's sandbox connection to a connector points, unless the operator maps that connector elsewhere. */
export function sandboxOrigin(
  sandbox: NonNullable<CoreSettings['sandbox']>,
  place: { workspaceId: string; connector: string },
): string {
  const mapped = sandbox.origins[place.connector]
  if (mapped !== undefined) return mapped.replace(/\/+$/, '')
  if (place.connector === 'smtp') return `smtp://${place.workspaceId}@${sandbox.smtp.host}:${sandbox.smtp.port}`
  return `${sandbox.url}/w/${place.workspaceId}/${place.connector}`
}
