import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from '@patchbay/local-stack/authorization-server'
import { finishSignIn, type SignInOutcome } from '../connections/finish-sign-in.ts'
import { setOAuthApp } from '../connections/oauth-apps.ts'
import { sendToVendor } from '../connections/send-to-vendor.ts'
import { startSignIn } from '../connections/start-sign-in.ts'
import type { Principal } from '../principal.ts'
import type { TestCore } from './open-core.ts'
import { mustGive } from './result-of.ts'

export const CALLBACK = 'http://127.0.0.1:3000/api/oauth/callback'

/** A real authorization server in HubSpot's place. */
export const startHubspotSignIn = (
  api: NonNullable<AuthorizationServerOptions['api']> = () => ({ status: 200, body: { results: [] } }),
): Promise<AuthorizationServer> =>
  startAuthorizationServer({
    redirectUris: [CALLBACK],
    scopes: ['oauth', 'crm.objects.contacts.read', 'crm.objects.contacts.write'],
    paths: { authorize: '/oauth/authorize', token: '/oauth/v1/token', revoke: '/oauth/v1/revoke' },
    clientAuth: 'post',
    api,
  })

/** The same in Shopify's, which asks for its scopes by commas; what it does besides, a test does. */
export const startShopifySignIn = (): Promise<AuthorizationServer> =>
  startAuthorizationServer({
    redirectUris: [CALLBACK],
    scopes: [SHOPIFY_SCOPES],
    paths: { authorize: '/admin/oauth/authorize', token: '/admin/oauth/access_token', revoke: '/revoke' },
    clientAuth: 'post',
  })

const SHOPIFY_SCOPES = 'write_orders,write_inventory,read_locations,write_merchant_managed_fulfillment_orders'

type SignInStep = { state: string; browser: string; url: string }

/** What a person's browser does, step by step. */
export function signInSteps(
  core: TestCore,
  server: AuthorizationServer,
  { connector, settings }: { connector: string; settings: Record<string, string> } = {
    connector: 'hubspot',
    settings: {},
  },
) {
  const begin = async (
    person: Principal,
    wish: { connectionId?: string; browser?: string; returnTo?: string } = {},
  ): Promise<SignInStep> => {
    const { browser = 'this browser', ...more } = wish
    const begun = mustGive(await startSignIn(core.ctx, person, { connector, name: 'Customers', settings, ...more }))
    const state = new URL(begun.url, CALLBACK).searchParams.get('state') ?? ''
    const { url } = mustGive(await sendToVendor(core.ctx, person, { state, browser }))
    return { state, browser, url }
  }
  const finish = (person: Principal, answer: { browser: string | null; back: URL }): Promise<SignInOutcome> =>
    finishSignIn(core.ctx, person, { browser: answer.browser, parameters: answer.back.searchParams })
  return {
    begin,
    finish,
    setApp: async (person: Principal) => mustGive(await setOAuthApp(core.ctx, person, { connector, ...server.client })),
    /** From the button to the connection's id. */
    async connect(person: Principal, wish: Parameters<typeof begin>[1] = {}): Promise<string> {
      const step = await begin(person, wish)
      const outcome = await finish(person, { browser: step.browser, back: await server.allow(step.url) })
      if (!outcome.ok) throw new Error(outcome.message)
      return outcome.connectionId
    },
  }
}
