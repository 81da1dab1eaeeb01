import { createHmac, timingSafeEqual } from 'node:crypto'
import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import { fill } from './endpoints.ts'

/**
 * Why a vendor's answer in the browser is not to be believed; null when it is. Shopify signs the query with the app's
 * secret and repeats the shop.
 */
export function callbackProblem(
  oauth: OAuthManifest,
  answer: { parameters: URLSearchParams; settings: Readonly<Record<string, unknown>>; clientSecret: string },
): string | null {
  const { callback } = oauth
  if (callback === null) return null
  const { parameters, settings, clientSecret } = answer
  const given = Buffer.from(parameters.get(callback.hmacParameter) ?? '')
  const message = [...parameters]
    .filter(([name]) => name !== callback.hmacParameter)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const expected = Buffer.from(createHmac('sha256', clientSecret).update(message).digest('hex'))
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return 'The answer does not carry the signature of your app. Check the app’s client secret, and begin again.'
  const wrong = Object.entries(callback.echoes).find(
    ([name, template]) => parameters.get(name) !== fill(template, settings),
  )
  return wrong === undefined
    ? null
    : `You signed in to ${parameters.get(wrong[0]) ?? 'another account'}, not to ${fill(wrong[1], settings)}. Nothing was changed.`
}
