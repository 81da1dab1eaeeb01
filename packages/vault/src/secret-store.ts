import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { secret } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { masterKeyOf, seal, unseal } from './envelope.ts'

export type VaultOptions = {
  db: Database
  /** PATCHBAY_SECRET_KEY: 32 bytes in base64. */
  secretKey: string
  /** Of that key; default 1. */
  keyVersion?: number
  /** Keys of before, by version. */
  oldSecretKeys?: Record<string, string>
}

export type OpenedSecret = { values: Record<string, string>; hosts: string[]; expiresAt: Date | null }
export type SecretStore = ReturnType<typeof createSecretStore>

type SecretRow = typeof secret.$inferSelect

const Values = z.record(z.string(), z.string())

/** Rows of the table `secret`, sealed and opened. What a caller outside of the vault may see of them, others decide. */
export function createSecretStore(options: VaultOptions) {
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

  const opened = (row: SecretRow): OpenedSecret => ({
    values: Values.parse(JSON.parse(open(row, masterKey(row.keyVersion)))),
    hosts: row.hosts,
    expiresAt: row.expiresAt,
  })

  return {
    keyVersion,
    masterKey,
    opened,
    async read(workspaceId: string, secretId: string): Promise<OpenedSecret | null> {
      const [row] = await inWorkspace(db, workspaceId, (tx) => tx.select().from(secret).where(eq(secret.id, secretId)))
      return row === undefined ? null : opened(row)
    },
    /** In the caller's transaction; answers with its id. */
    async insert(tx: Queries, workspaceId: string, { values, hosts, expiresAt }: OpenedSecret): Promise<string> {
      const id = newId()
      const envelope = seal(JSON.stringify(values), masterKey(keyVersion), { workspaceId, secretId: id })
      await tx
        .insert(secret)
        .values({ id, workspaceId, keyVersion, ...envelope, hosts, expiresAt, hint: hintOf(values) })
      return id
    },
  }
}

/** Names of values that no call and no page is given. */
export const SIGNING_SECRET = 'webhookSecret'
export const REFRESH_TOKEN = 'refreshToken'
export const ACCESS_TOKEN = 'accessToken'
export const CLIENT_SECRET = 'clientSecret'

function open(row: SecretRow, masterKey: Buffer): string {
  try {
    return unseal(row, masterKey, { workspaceId: row.workspaceId, secretId: row.id })
  } catch (cause) {
    throw new Error(
      `A secret does not open with version ${row.keyVersion} of PATCHBAY_SECRET_KEY: set the key it was stored with, or enter the credential again`,
      { cause },
    )
  }
}

/** "Ends in …k9f2", of a key long enough that its last characters give nothing away. Tokens change too often to tell. */
function hintOf(values: Record<string, string>): string | null {
  if (Object.hasOwn(values, ACCESS_TOKEN)) return null
  const main = Object.entries(values).find(([name, value]) => name !== SIGNING_SECRET && value.length >= 16)
  return main?.[1].slice(-4) ?? null
}
