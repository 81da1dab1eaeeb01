import { hkdfSync } from 'node:crypto'
import { auditAccount } from '@patchbay/core/people/audit-account'
import { sendAccountMail } from '@patchbay/core/people/send-account-mail'
import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import * as schema from '@patchbay/db/schema'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { organization } from 'better-auth/plugins'
import { createAccessControl } from 'better-auth/plugins/access'
import { defaultStatements } from 'better-auth/plugins/organization/access'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { AuthOptions } from './auth-options.ts'
import { createTryLimit } from './limit-tries.ts'
import { trustedOrigins } from './trusted-origins.ts'
import { createWindowCount } from './window-count.ts'

export const AUTH_PATH = '/api/auth'
const SESSION_DAYS = 30
const DAY_S = 24 * 60 * 60

/** Requests a minute and path. */
const LIMITS_A_CLIENT = { any: 120, signIn: 10 }
/** Without a proxy to believe nobody's address is known, so everybody together has these. */
const LIMITS_OF_ALL = { any: 1200, signIn: 30 }

const HOUR_S = 60 * 60
const NEW_PASSWORD_S = HOUR_S / 2
const CONFIRM_S = 48 * HOUR_S
export const PASSWORD_NOTICE_MS = DAY_S * 1000

type BetterAuthOptions = Pick<AuthOptions, 'db' | 'publicUrl' | 'secretKey' | 'trustedProxies' | 'core'>

export type BetterAuth = ReturnType<typeof createBetterAuth>

/**
 * The library, on our tables. Who may do what is core's matrix: the plugin keeps members and invites and its own
 * statements are all closed to its HTTP routes, which `createAuth` does not let through either.
 */
export function createBetterAuth({ db, publicUrl, secretKey, trustedProxies = [], core }: BetterAuthOptions) {
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
      },
    }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: NEW_PASSWORD_S,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) =>
        sendAccountMail(core, user, { kind: 'password_reset', token, ttlMs: NEW_PASSWORD_S * 1000 }),
      onPasswordReset: ({ user }) => passwordWasReset({ db, core }, user),
    },
    emailVerification: {
      expiresIn: CONFIRM_S,
      sendVerificationEmail: ({ user, url, token }) =>
        sendAccountMail(core, user, { kind: 'confirm_address', token, ttlMs: CONFIRM_S * 1000, next: nextIn(url) }),
      afterEmailVerification: (user) => auditAccount(core, user, 'address'),
    },
    // A link's token is stored as its digest: who reads the table opens nothing.
    verification: { storeIdentifier: 'hashed' },
    session: { expiresIn: SESSION_DAYS * DAY_S, updateAge: DAY_S },
    rateLimit: {
      enabled: true,
      customStorage: countedIn(db),
      window: 60,
      max: limits.any,
      customRules: {
        '/sign-in/email': { window: 60, max: limits.signIn },
        '/sign-up/email': { window: 60, max: limits.signIn },
        '/request-password-reset': { window: 60, max: limits.signIn },
        '/reset-password': { window: 60, max: limits.signIn },
        '/change-password': { window: 60, max: limits.signIn },
        '/send-verification-email': { window: 60, max: limits.signIn },
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

/**
 * The library's own counting begins a window anew with each request: people who sign in one after the other would be
 * stopped at last, however few they are in a minute.
 */
export function countedIn(db: Database, clock: () => number = Date.now) {
  const counted = createWindowCount(db)
  return {
    consume: async (key: string, rule: { window: number; max: number }) => {
      const waitS = await counted.take(key, { nowMs: clock(), windowMs: rule.window * 1000, most: rule.max })
      return waitS === 0 ? { allowed: true, retryAfter: null } : { allowed: false, retryAfter: waitS }
    },
  }
}

/** Whoever follows the link reads that mailbox. Other links that were asked for are void, and the person is told. */
async function passwordWasReset(
  { db, core }: Pick<BetterAuthOptions, 'db' | 'core'>,
  person: { id: string; name: string; email: string },
): Promise<void> {
  const queries = drizzle({ client: db.pool })
  await queries.transaction(async (tx) => {
    await tx.delete(schema.verification).where(eq(schema.verification.value, person.id))
    await core.people.confirmAddress(tx, person.id)
  })
  await createTryLimit(db).forget(person.email)
  await auditAccount(core, person, 'password_reset')
  await sendAccountMail(core, person, { kind: 'password_changed', token: newId(), ttlMs: PASSWORD_NOTICE_MS })
}

/** Where to go on after confirming; the page checks that it is a path of ours. */
function nextIn(url: string): string | null {
  const next = new URL(url).searchParams.get('callbackURL')
  return next === null || next === '/' ? null : next
}
