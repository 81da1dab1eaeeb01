import { WEBHOOK_SECRET_FIELD } from '@patchbay/connector-sdk/manifest'
import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { oauthApp, secret } from '@patchbay/db/schema'
import { eq, inArray, lt, ne, or, sql } from 'drizzle-orm'
import { rewrapKey } from './envelope.ts'
import {
  ACCESS_TOKEN,
  CLIENT_SECRET,
  createSecretStore,
  type OpenedSecret,
  REFRESH_TOKEN,
  type VaultOptions,
} from './secret-store.ts'

export type { VaultOptions } from './secret-store.ts'

export type NewSecret = {
  workspaceId: string
  values: Record<string, string>
  hosts: string[]
  carryFrom?: string | null
}

export type Vault = {
  /**
   * Hosts: where these values may go, as `api.example.com`, `*.example.com`, or with a port. What `values` does not name
   * is carried over from the secret `carryFrom`: the signing secret always, the others only where every host is one
   * they could go to before, so that no credential gets a new destination unseen.
   */
  store(secret: NewSecret): Promise<{ secretId: string }>
  /** In the caller's transaction, where one is given. */
  remove(secret: { workspaceId: string; secretId: string }, within?: Queries): Promise<void>
  /** What a call needs, without what only the vault and ingress may know. Throws when there is no such secret. */
  readForConnection(workspaceId: string, secretId: string): Promise<{ values: Record<string, string>; hosts: string[] }>
  /**
   * Newest first; empty when there is none, so that an unknown source costs the same as a known one. `appOf`: a connector
   * whose vendor signs with the secret of the workspace's OAuth app. Of a sign-in there, the app's present secret counts
   * besides the one it was made with: a vendor may go on signing with either for as long as it likes.
   */
  readSigningSecrets(workspaceId: string, secretId: string, appOf?: string | null): Promise<string[]>
  /** Brings a workspace's secrets under the present master key. Returns how many were not. */
  rewrap(workspaceId: string): Promise<number>
}

/** The only reader of connection secrets. */
export function createVault(options: VaultOptions): Vault {
  const { db } = options
  const secrets = createSecretStore(options)
  return {
    async store({ workspaceId, values: named, hosts, carryFrom = null }) {
      const before = carryFrom === null ? null : await secrets.read(workspaceId, carryFrom)
      const values = before === null ? named : { ...carriedOver(before, hosts), ...named }
      const secretId = await inWorkspace(db, workspaceId, (tx) =>
        secrets.insert(tx, workspaceId, { values, hosts, expiresAt: null }),
      )
      return { secretId }
    },
    async remove({ workspaceId, secretId }, within) {
      // With it go those that renewals have left behind.
      const superseded = lt(secret.supersededAt, sql`now() - interval '10 minutes'`)
      const remove = (tx: Queries) => tx.delete(secret).where(or(eq(secret.id, secretId), superseded))
      await (within === undefined ? inWorkspace(db, workspaceId, remove) : remove(within))
    },
    async readForConnection(workspaceId, secretId) {
      const found = await secrets.read(workspaceId, secretId)
      if (found === null) throw new Error('The credential of this connection is not in the vault any more')
      return forCalls(found)
    },
    async readSigningSecrets(workspaceId, secretId, appOf = null) {
      const rows = await inWorkspace(db, workspaceId, (tx) => {
        const ofApp = tx
          .select({ id: oauthApp.secretId })
          .from(oauthApp)
          .where(eq(oauthApp.connector, appOf ?? ''))
        return tx
          .select()
          .from(secret)
          .where(or(eq(secret.id, secretId), inArray(secret.id, ofApp)))
      })
      const valuesOf = (row: (typeof rows)[number] | undefined) => (row === undefined ? {} : secrets.opened(row).values)
      const own = valuesOf(rows.find((row) => row.id === secretId))
      const signedIn = Object.hasOwn(own, ACCESS_TOKEN)
      const app = signedIn ? valuesOf(rows.find((row) => row.id !== secretId)) : {}
      const signing = [app[CLIENT_SECRET], own[WEBHOOK_SECRET_FIELD]].filter((one) => one !== undefined)
      return [...new Set(signing)]
    },
    rewrap: (workspaceId) =>
      inWorkspace(db, workspaceId, async (tx) => {
        const { keyVersion, masterKey } = secrets
        const rows = await tx.select().from(secret).where(ne(secret.keyVersion, keyVersion)).for('update')
        for (const row of rows) {
          const keys = { from: masterKey(row.keyVersion), to: masterKey(keyVersion) }
          const wrappedKey = rewrapKey(row.wrappedKey, keys, { workspaceId, secretId: row.id })
          await tx.update(secret).set({ wrappedKey, keyVersion }).where(eq(secret.id, row.id))
        }
        return rows.length
      }),
  }
}

/** What a call may see of a secret. */
function forCalls({ values, hosts }: OpenedSecret): { values: Record<string, string>; hosts: string[] } {
  const { [WEBHOOK_SECRET_FIELD]: _signing, [REFRESH_TOKEN]: _refresh, ...shown } = values
  return { values: shown, hosts }
}

/** Tokens of a sign-in are never carried: what is typed in takes their place. */
function carriedOver(before: OpenedSecret, hosts: string[]): Record<string, string> {
  const { accessToken: _access, [REFRESH_TOKEN]: _refresh, ...typed } = before.values
  if (hosts.every((host) => before.hosts.includes(host))) return typed
  return Object.fromEntries(Object.entries(typed).filter(([name]) => name === WEBHOOK_SECRET_FIELD))
}
