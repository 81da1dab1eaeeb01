import { WEBHOOK_SECRET_FIELD } from '@patchbay/connector-sdk/manifest'
import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { secret } from '@patchbay/db/schema'
import { eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { masterKeyOf, rewrapKey, seal, unseal } from './envelope.ts'

export type VaultOptions = {
  db: Database
  /** PATCHBAY_SECRET_KEY: 32 bytes in base64. */
  secretKey: string
  /** Of that key; default 1. */
  keyVersion?: number
  /** Keys of before, by version. */
  oldSecretKeys?: Record<string, string>
}

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
  remove(secret: { workspaceId: string; secretId: string }): Promise<void>
  /** What a call needs, without the secret that the vendor signs its events with. Throws when there is no such secret. */
  readForConnection(workspaceId: string, secretId: string): Promise<{ values: Record<string, string>; hosts: string[] }>
  /** Newest first; empty when there is none, so that an unknown source costs the same as a known one. */
  readSigningSecrets(workspaceId: string, secretId: string): Promise<string[]>
  /** Brings a workspace's secrets under the present master key. Returns how many were not. */
  rewrap(workspaceId: string): Promise<number>
}

const Values = z.record(z.string(), z.string())

/** The only reader of connection secrets. */
export function createVault(options: VaultOptions): Vault {
  const { db, keyVersion = 1 } = options
  const secretKeys: Record<string, string> = { ...options.oldSecretKeys, [keyVersion]: options.secretKey }
  const masterKeys = new Map(Object.entries(secretKeys).map(([version, key]) => [Number(version), masterKeyOf(key)]))

  const masterKey = (version: number): Buffer => {
    const key = masterKeys.get(version)
    if (key) return key
    throw new Error(
      `A secret was wrapped by version ${version} of PATCHBAY_SECRET_KEY, which is not configured: add it to PATCHBAY_OLD_SECRET_KEYS`,
    )
  }

  const read = async (workspaceId: string, secretId: string) => {
    const [row] = await inWorkspace(db, workspaceId, (tx) => tx.select().from(secret).where(eq(secret.id, secretId)))
    if (row === undefined) return null
    return { values: Values.parse(JSON.parse(open(row, masterKey(row.keyVersion)))), hosts: row.hosts }
  }

  return {
    async store({ workspaceId, values: named, hosts, carryFrom = null }) {
      const secretId = newId()
      const before = carryFrom === null ? null : await read(workspaceId, carryFrom)
      const values = before === null ? named : { ...carriedOver(before, hosts), ...named }
      const envelope = seal(JSON.stringify(values), masterKey(keyVersion), { workspaceId, secretId })
      await inWorkspace(db, workspaceId, (tx) =>
        tx.insert(secret).values({ id: secretId, workspaceId, keyVersion, ...envelope, hosts, hint: hintOf(values) }),
      )
      return { secretId }
    },
    async remove({ workspaceId, secretId }) {
      await inWorkspace(db, workspaceId, (tx) => tx.delete(secret).where(eq(secret.id, secretId)))
    },
    async readForConnection(workspaceId, secretId) {
      const found = await read(workspaceId, secretId)
      if (found === null) throw new Error('The credential of this connection is not in the vault any more')
      const { [WEBHOOK_SECRET_FIELD]: _signing, ...values } = found.values
      return { values, hosts: found.hosts }
    },
    async readSigningSecrets(workspaceId, secretId) {
      const signing = (await read(workspaceId, secretId))?.values[WEBHOOK_SECRET_FIELD]
      return signing === undefined ? [] : [signing]
    },
    rewrap: (workspaceId) =>
      inWorkspace(db, workspaceId, async (tx) => {
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

function carriedOver(
  before: { values: Record<string, string>; hosts: string[] },
  hosts: string[],
): Record<string, string> {
  if (hosts.every((host) => before.hosts.includes(host))) return before.values
  return Object.fromEntries(Object.entries(before.values).filter(([name]) => name === WEBHOOK_SECRET_FIELD))
}

function open(row: typeof secret.$inferSelect, masterKey: Buffer): string {
  try {
    return unseal(row, masterKey, { workspaceId: row.workspaceId, secretId: row.id })
  } catch (cause) {
    throw new Error(
      `A secret does not open with version ${row.keyVersion} of PATCHBAY_SECRET_KEY: set the key it was stored with, or enter the credential again`,
      { cause },
    )
  }
}

/** "Ends in …k9f2", of a key long enough that its last characters give nothing away. */
function hintOf(values: Record<string, string>): string | null {
  const main = Object.entries(values).find(([name, value]) => name !== WEBHOOK_SECRET_FIELD && value.length >= 16)
  return main?.[1].slice(-4) ?? null
}
