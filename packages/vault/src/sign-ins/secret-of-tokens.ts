import {
  ACCESS_TOKEN,
  CLIENT_SECRET,
  type OpenedSecret,
  REFRESH_TOKEN,
  type SecretStore,
  SIGNING_SECRET,
} from '../secret-store.ts'
import type { App, Tokens } from './token-client.ts'

/** The secret row of fresh tokens. A renewal that brings no new refresh token goes on with the one it used. */
export function secretOf(tokens: Tokens, of: { hosts: string[]; signing: string | undefined }): OpenedSecret {
  return {
    values: {
      [ACCESS_TOKEN]: tokens.accessToken,
      ...(tokens.refreshToken === null ? {} : { [REFRESH_TOKEN]: tokens.refreshToken }),
      ...(of.signing === undefined ? {} : { [SIGNING_SECRET]: of.signing }),
    },
    hosts: of.hosts,
    expiresAt: tokens.expiresAt,
  }
}

/** When a person must sign in again at the latest; null where nobody knows. */
export const endOf = (tokens: Tokens): Date | null =>
  tokens.refreshToken === null ? tokens.expiresAt : tokens.refreshEndsAt

/** Throws where the app's secret is gone. */
export async function readApp(
  secrets: SecretStore,
  workspaceId: string,
  clientId: string,
  clientSecretId: string,
): Promise<App> {
  const clientSecret = (await secrets.read(workspaceId, clientSecretId))?.values[CLIENT_SECRET]
  if (clientSecret === undefined) throw new Error('The secret of this OAuth app is not in the vault any more')
  return { clientId, clientSecret }
}
