import { z } from 'zod'
import type { AuthManifest } from './manifest.ts'
import type { Shape, ValuesOf } from './shape.ts'
import type { SignIn } from './sign-in.ts'

/**
 * How requests prove who they are. `secrets` go to the vault, `settings` are plain values of the connection.
 * `apply` is a method so that a concrete `Auth<…>` is assignable to the general one.
 */
export type Auth<C extends Shape = Shape, S extends Shape = Shape> = {
  kind: AuthManifest['kind']
  secrets: C
  settings: S
  help?: string
  /** Of the two ways of `either`, what the key needs; `secrets` then holds both ways', all optional. */
  keySecrets?: Shape
  signIn?: SignIn
  apply(values: { credentials: ValuesOf<C>; settings: ValuesOf<S> }): AuthParts
}

export type AuthParts = { headers?: Record<string, string>; query?: Record<string, string> }

type ApiKeyPlacement =
  | { in: 'bearer' }
  /** The key as user name of HTTP Basic, the password empty. */
  | { in: 'basic' }
  | { in: 'header'; name: string; prefix?: string }
  | { in: 'query'; name: string }

/** One secret, `credentials.apiKey`, placed as data says. */
export function apiKey<S extends Shape = Record<never, never>>(options: {
  placement: ApiKeyPlacement
  label?: string
  help?: string
  settings?: S
}): Auth<{ apiKey: z.ZodString }, S> {
  return {
    kind: 'apiKey',
    secrets: {
      apiKey: z
        .string()
        .min(1)
        .meta({ title: options.label ?? 'API key' }),
    },
    settings: settingsOf(options.settings),
    ...(options.help === undefined ? {} : { help: options.help }),
    apply: ({ credentials }) => placeKey(options.placement, String(credentials.apiKey)),
  }
}

/** `credentials.password` with the plain setting `user`, as HTTP Basic. */
export function basic<S extends Shape = Record<never, never>>(
  options: { userLabel?: string; passwordLabel?: string; help?: string; settings?: S } = {},
): Auth<{ password: z.ZodString }, S & { user: z.ZodString }> {
  const user = z
    .string()
    .min(1)
    .meta({ title: options.userLabel ?? 'User' })
  return {
    kind: 'basic',
    secrets: {
      password: z
        .string()
        .min(1)
        .meta({ title: options.passwordLabel ?? 'Password' }),
    },
    settings: { ...settingsOf(options.settings), user },
    ...(options.help === undefined ? {} : { help: options.help }),
    apply: (values) => {
      const { user, password } = { ...values.settings, ...values.credentials } as { user: string; password: string }
      return { headers: { authorization: basicHeader(user, password) } }
    },
  }
}

/** Anything else: any number of secrets and settings, and a function that turns them into headers or query. */
export function custom<C extends Shape, S extends Shape = Record<never, never>>(options: {
  secrets: C
  settings?: S
  help?: string
  apply?: (values: { credentials: ValuesOf<C>; settings: ValuesOf<S> }) => AuthParts
}): Auth<C, S> {
  return {
    kind: 'custom',
    secrets: options.secrets,
    settings: settingsOf(options.settings),
    ...(options.help === undefined ? {} : { help: options.help }),
    apply: options.apply ?? (() => ({})),
  }
}

/** No credential at all. */
export function none<S extends Shape = Record<never, never>>(
  options: { settings?: S } = {},
): Auth<Record<never, never>, S> {
  return { kind: 'none', secrets: {}, settings: settingsOf(options.settings), apply: () => ({}) }
}

function placeKey(placement: ApiKeyPlacement, key: string): AuthParts {
  switch (placement.in) {
    case 'bearer':
      return { headers: { authorization: `Bearer ${key}` } }
    case 'basic':
      return { headers: { authorization: basicHeader(key, '') } }
    case 'header':
      return { headers: { [placement.name.toLowerCase()]: `${placement.prefix ?? ''}${key}` } }
    case 'query':
      return { query: { [placement.name]: key } }
  }
}

function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

// Without settings the default type argument is the empty shape, which only an empty object can be.
function settingsOf<S extends Shape>(settings: S | undefined): S {
  return settings ?? ({} as S)
}
