import { createAuthClient } from 'better-auth/client'

/** What a sign-up form sends beside e-mail, password and name. */
export type SignUpExtras = { workspaceName?: string; timeZone?: string; invitation?: string; key?: string | undefined }

/** For the browser: sign up, sign in, sign out on the page's own origin. */
export const authClient = createAuthClient({ basePath: '/api/auth' })
