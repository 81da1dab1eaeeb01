import { hkdfSync } from 'node:crypto'
import type { Database } from '@patchbay/db/database'
import * as schema from '@patchbay/db/schema'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { organization } from 'better-auth/plugins'
import { createAccessControl } from 'better-auth/plugins/access'
import { defaultStatements } from 'better-auth/plugins/organization/access'
import { drizzle } from 'drizzle-orm/node-postgres'
import { trustedOrigins } from './trusted-origins.ts'

export const AUTH_PATH = '/api/auth'
const SESSION_DAYS = 30
const DAY_S = 24 * 60 * 60

/** Requests a minute and path. */
const LIMITS_A_CLIENT = { any: 120, signIn: 10 }
/** Without a proxy to believe nobody's address is known, so everybody together has these. */
const LIMITS_OF_ALL = { any: 1200, signIn: 30 }

type BetterAuthOptions = { db: Database; publicUrl: string; secretKey: string; trustedProxies?: string[] }

/**
 * The library, on our tables. Who may do what is core's matrix: the plugin keeps members and invites and its own
 * statements are all closed to its HTTP routes, which `createAuth` does not let through either.
 */
export function createBetterAuth({ db, publicUrl, secretKey, trustedProxies = [] }: BetterAuthOptions) {
  const limits = trustedProxies.length > 0 ? LIMITS_A_CLIENT : LIMITS_OF_ALL
  const access = createAccessControl(defaultStatements)
  const nothing = access.newRole({ organization: [] })
  const all = access.newRole({ organization: ['update', 'delete'], member: ['create', 'update', 'delete'] })
  return betterAuth({
    appName: 'Patchbay',
    baseURL: publicUrl,
    basePath: AUTH_PATH,
    secret: Buffer.from(hkdfSync('sha256', Buffer.from(secretKey, 'base64'), '', 'patchbay sessions', 32)).toString(
      'hex',
    ),
    trustedOrigins: trustedOrigins(publicUrl),
    database: drizzleAdapter(drizzle({ client: db.pool, schema }), {
      provider: 'pg',
      schema: {
        user: schema.user,
        session: schema.session,
        account: schema.account,
        verification: schema.verification,
        organization: schema.organization,
        member: schema.member,
        invitation: schema.invitation,
        rateLimit: schema.rateLimit,
      },
    }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    session: { expiresIn: SESSION_DAYS * DAY_S, updateAge: DAY_S },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: limits.any,
      customRules: {
        '/sign-in/email': { window: 60, max: limits.signIn },
        '/sign-up/email': { window: 60, max: limits.signIn },
      },
    },
    plugins: [
      organization({
        ac: access,
        roles: { owner: all, admin: all, editor: nothing, operator: nothing, viewer: nothing },
        creatorRole: 'owner',
        allowUserToCreateOrganization: false,
      }),
    ],
    advanced: {
      database: { generateId: 'uuid' },
      // Anybody can send this header: it is read only where a proxy of ours is known to have added the last entry.
      ipAddress: trustedProxies.length > 0 ? { trustedProxies } : { ipAddressHeaders: [] },
      useSecureCookies: publicUrl.startsWith('https:'),
      cookiePrefix: 'patchbay',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}
