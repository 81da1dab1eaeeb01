import type { OAuthManifest } from './manifest.ts'
import type { Shape } from './shape.ts'

/** What `oauth2` takes. Addresses may hold `{field}`, a setting that is asked for before the sign-in. */
export type OAuthOptions = {
  authorizeUrl: string
  tokenUrl: string
  revoke?: OAuthManifest['revoke']
  /** The least set the connector's actions need, each with what it lets flows do: "Read contacts". */
  scopes: Record<string, string>
  /** Asked for, and lived without where the vendor or the person does not give them. */
  optionalScopes?: Record<string, string>
  /** Where the vendor takes optional scopes apart from the others. */
  optionalScopeParameter?: string
  scopeSeparator?: ' ' | ','
  /** PKCE with S256. On unless the vendor is known to refuse it. */
  pkce?: boolean
  /** How the app proves itself at the token address: HTTP Basic unless told. */
  clientAuth?: 'basic' | 'post'
  authorizeParams?: Record<string, string>
  tokenParams?: Record<string, string>
  /** `Authorization: Bearer …` unless told. */
  header?: string
  callback?: OAuthManifest['callback']
  /** The vendor signs its events with the app's secret. */
  appSignsWebhooks?: boolean
  /** Where a person registers an app with the vendor. */
  appHelp?: string
}

/** The sign-in as `toManifest` reads it. */
export type SignIn = { options: OAuthOptions; settings: Shape }

/** The sign-in as data. */
export function toOAuthManifest({ options }: SignIn, fields: OAuthManifest['fields']): OAuthManifest {
  const worded = (scopes: Record<string, string> | undefined, optional: boolean) =>
    Object.entries(scopes ?? {}).map(([name, title]) => ({ name, title, optional }))
  return {
    authorizeUrl: options.authorizeUrl,
    tokenUrl: options.tokenUrl,
    revoke: options.revoke ?? null,
    scopes: [...worded(options.scopes, false), ...worded(options.optionalScopes, true)],
    optionalScopeParameter: options.optionalScopeParameter ?? null,
    scopeSeparator: options.scopeSeparator ?? ' ',
    pkce: options.pkce ?? true,
    clientAuth: options.clientAuth ?? 'basic',
    authorizeParams: options.authorizeParams ?? {},
    tokenParams: options.tokenParams ?? {},
    callback: options.callback ?? null,
    appSignsWebhooks: options.appSignsWebhooks ?? false,
    fields,
    ...(options.appHelp === undefined ? {} : { appHelp: options.appHelp }),
  }
}
