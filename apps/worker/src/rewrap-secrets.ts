import type { Database } from '@patchbay/db/database'
import { workspacesToRewrap } from '@patchbay/db/functions'
import type { Logger } from '@patchbay/observability/logger'
import type { Vault } from '@patchbay/vault/vault'

/**
 * After a rotation of PATCHBAY_SECRET_KEY: brings every stored secret under the new key, so that the old one can be taken
 * away. Says so in the log. Two workers at once do no harm: each workspace's rows are locked while it is theirs.
 */
export async function rewrapSecrets(
  at: { db: Database; vault: Vault; logger: Logger },
  keyVersion: number,
): Promise<number> {
  let rewrapped = 0
  for (const workspaceId of await workspacesToRewrap(at.db, keyVersion)) {
    try {
      rewrapped += await at.vault.rewrap(workspaceId)
    } catch (error) {
      at.logger.error({ err: error, workspaceId }, 'Secrets of a workspace could not be brought under the new key')
    }
  }
  const left = (await workspacesToRewrap(at.db, keyVersion)).length
  if (rewrapped > 0 || left > 0) {
    const words = left === 0 ? 'PATCHBAY_OLD_SECRET_KEYS can be emptied' : 'keep PATCHBAY_OLD_SECRET_KEYS'
    at.logger.info({ rewrapped, workspacesLeft: left, keyVersion }, `Secrets are under the present key: ${words}`)
  }
  return rewrapped
}
