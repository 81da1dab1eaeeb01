import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'

/** Where a vendor's authorization server is, for one connection. */
export type Endpoints = {
  /** What `iss` must be where the vendor says it. */
  issuer: string
  authorize: URL
  token: URL
  /** Its template: tokens are put in when it is called. */
  revoke: URL | null
  /** The operator's own address for this vendor: the only exception from the guard of the way out. */
  exception: string | null
}

export type VendorPlace = { settings: Readonly<Record<string, unknown>>; origin: string | null }

/** Fills settings into a connector's addresses. An operator's origin takes the place of the vendor's, paths stay. */
export function endpointsOf(oauth: OAuthManifest, { settings, origin }: VendorPlace): Endpoints {
  const at = (template: string): URL => {
    const url = new URL(fill(template, settings))
    return origin === null ? url : new URL(`${url.pathname}${url.search}`, origin)
  }
  const token = at(oauth.tokenUrl)
  return {
    issuer: token.origin,
    authorize: at(oauth.authorizeUrl),
    token,
    revoke: oauth.revoke === null ? null : at(oauth.revoke.url),
    exception: origin === null ? null : new URL(origin).origin,
  }
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i

/**
 * Puts settings into a text. Each must be one label of a host name: anything longer could lead the app's secret to
 * another host. Throws in words otherwise. Tokens' places stay as they are.
 */
export function fill(template: string, settings: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name === 'accessToken' || name === 'refreshToken') return whole
    const value = settings[name]
    if (typeof value === 'string' && LABEL.test(value)) return value
    throw new SettingError(`“${String(value ?? '')}” cannot be part of an address. Check the setting “${name}”.`)
  })
}

export class SettingError extends Error {}
