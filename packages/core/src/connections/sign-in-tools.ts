import { createHash } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { oauthApp } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'

/** How long a person may take at the vendor. */
export const SIGN_IN_MS = 10 * 60_000

/** Where vendors send people back to; a person gives it to the vendor when registering the app. */
export const redirectUriOf = (ctx: Pick<CoreContext, 'settings'>): string =>
  `${ctx.settings.publicUrl}/api/oauth/callback`

/** What is kept of a state or a browser's cookie. */
export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

export async function findOAuthApp(
  tx: Queries,
  connector: string,
): Promise<{ clientId: string; secretId: string } | null> {
  const [found] = await tx.select().from(oauthApp).where(eq(oauthApp.connector, connector))
  return found === undefined ? null : { clientId: found.clientId, secretId: found.secretId }
}
