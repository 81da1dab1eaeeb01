import { z } from 'zod'
import type { Auth, AuthParts } from './auth.ts'
import { ConnectorError } from './errors.ts'
import type { Shape, ValuesOf } from './shape.ts'
import type { OAuthOptions } from './sign-in.ts'

/** Declared here; exchange and refresh are the vault's. The token reaches a call as `credentials.accessToken`. */
export function oauth2<S extends Shape = Record<never, never>>(
  options: OAuthOptions & { settings?: S },
): Auth<{ accessToken: z.ZodString }, S> {
  const settings = options.settings ?? ({} as S)
  return {
    kind: 'oauth2',
    secrets: { accessToken: z.string().min(1).meta({ title: 'Access token' }) },
    settings,
    signIn: { options, settings },
    apply: ({ credentials }) => placeToken(options, String(credentials.accessToken)),
  }
}

/** Two ways in: a person signs in, or types a key. Settings of both are one set. */
export function either<C extends Shape, S extends Shape, T extends Shape>(
  key: Auth<C, S>,
  signIn: Auth<{ accessToken: z.ZodString }, T>,
): Auth<Shape, S & T> {
  const optional = Object.fromEntries(
    Object.entries({ ...key.secrets, ...signIn.secrets }).map(([name, schema]) => [name, z.optional(schema)]),
  )
  return {
    kind: key.kind,
    secrets: optional,
    keySecrets: key.secrets,
    settings: { ...key.settings, ...signIn.settings },
    ...(key.help === undefined ? {} : { help: key.help }),
    ...(signIn.signIn === undefined ? {} : { signIn: signIn.signIn }),
    apply: ({ credentials, settings }) => {
      if (typeof credentials['accessToken'] === 'string')
        return signIn.apply({ credentials: { accessToken: credentials['accessToken'] }, settings: settings as never })
      return key.apply({ credentials: keyOf(key.secrets, credentials), settings: settings as never })
    },
  }
}

function keyOf<C extends Shape>(shape: C, credentials: Record<string, unknown>): ValuesOf<C> {
  const parsed = z.object(shape).safeParse(credentials)
  if (parsed.success) return parsed.data as unknown as ValuesOf<C>
  throw new ConnectorError(
    'auth_expired',
    'This connection has no credential: open it and sign in, or enter the key again',
  )
}

function placeToken(options: OAuthOptions, token: string): AuthParts {
  return options.header === undefined
    ? { headers: { authorization: `Bearer ${token}` } }
    : { headers: { [options.header.toLowerCase()]: token } }
}
