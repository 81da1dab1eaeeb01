import { expect, test } from 'vitest'
import { signInPage } from './sign-in-page.ts'

const shown = { ok: false, message: 'HubSpot said no.', attemptId: 'a', connectionId: null, nonce: 'n1' }

test('what a vendor says in the address runs nowhere and breaks nothing', () => {
  const message = 'HubSpot said no: </script><script>alert(1)</script> "&<b>'
  const html = signInPage({ ...shown, message })
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toContain('<script nonce="n1">')
  expect(html).not.toContain('<b>')
  expect(html).toContain('&lt;/script&gt;')
})

test('only a sign-in that somebody waits for is told of, and only a good one closes its window', () => {
  expect(signInPage({ ...shown, attemptId: null })).not.toContain('You can close this window')
  const good = signInPage({ ...shown, ok: true, connectionId: 'c', message: 'Customers is connected.' })
  expect(good).toContain('"connectionId":"c"')
  expect(good).toContain('href="/connections?id=c"')
})
