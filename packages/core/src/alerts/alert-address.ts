import { fail, ok, type Result } from '../result.ts'

/**
 * The address that a channel posts to. Its host is checked again at each connection by the guard of outgoing calls; here
 * only for what a person can mend.
 */
export function alertAddress(kind: 'slack' | 'webhook', url: string): Result<{ url: string; host: string }> {
  if (!URL.canParse(url)) return fail('invalid', 'This is no web address. It begins with https:// and a host.')
  const parsed = new URL(url)
  if (parsed.protocol !== 'https:')
    return fail('invalid', 'Use an address that begins with https://, so that nobody on the way can read alerts.')
  if (parsed.username !== '' || parsed.password !== '')
    return fail('invalid', 'Leave the user name and the password out of the address: messages are signed instead.')
  if (kind === 'slack' && parsed.hostname !== 'hooks.slack.com')
    return fail(
      'invalid',
      'An incoming webhook of Slack begins with https://hooks.slack.com/. Copy it from the app in Slack.',
    )
  return ok({ url: parsed.href, host: parsed.host })
}
