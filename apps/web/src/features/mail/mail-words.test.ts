import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { findMails, frameOf, isSentUnder, linksIn, orderIn } from './mail-words.ts'

const mail = (subject: string, name: string) => ({
  id: subject,
  receivedAt: '2026-11-21T12:00:00Z',
  via: 'sendgrid' as const,
  messageId: 'm',
  from: { email: 'post@brindle.example', name: null },
  to: [{ email: `${name}@example.com`, name }],
  cc: [],
  replyTo: null,
  subject,
  text: null,
  html: null,
  tags: {},
})

test('mail is found by person, address and order number', () => {
  const mails = [mail('Your order #10485 is on its way', 'Ilka'), mail('We are sorry', 'Sanne')]
  expect(findMails(mails, '#10485').map((each) => each.to[0]?.name)).toEqual(['Ilka'])
  expect(findMails(mails, 'SANNE@').map((each) => each.subject)).toEqual(['We are sorry'])
  expect(findMails(mails, '')).toHaveLength(2)
  expect(orderIn(mails[0] ?? mail('', ''))).toBe('#10485')
  expect(orderIn(mail('We are sorry', 'Sanne'))).toBeNull()
})

test('a mail is a step’s own when it carries the key that the step sent it under', async () => {
  const byGrid = { via: 'sendgrid' as const, messageId: 'm', tags: { patchbay_key: 'k1' } }
  expect(await isSentUnder(byGrid, 'k1')).toBe(true)
  expect(await isSentUnder({ ...byGrid, tags: {} }, 'k1')).toBe(false)
  const digest = createHash('sha256').update('k1').digest('hex').slice(0, 40)
  const bySmtp = { via: 'smtp' as const, messageId: `<${digest}@brindle.example>`, tags: {} }
  expect(await isSentUnder(bySmtp, 'k1')).toBe(true)
  expect(await isSentUnder(bySmtp, 'k2')).toBe(false)
})

test('a message is shown in a page that may run and load nothing', () => {
  expect(frameOf('<p>Hello</p>')).toContain("default-src 'none'")
  // Its links open pages of their own, which are told nothing of this one.
  expect(frameOf('<p>Hello</p>')).toContain('<base target="_blank"><meta name="referrer" content="no-referrer">')
})

test('every link of a system mail is found in its text by what its button says', () => {
  const text = [
    'Ship it?',
    'Note: see\nhttps://example.com/about and the rest',
    'Approve…:\nhttp://localhost:3000/approve/abc_-1?answer=approve',
    'Refuse…:\r\nhttp://localhost:3000/approve/abc_-1?answer=refuse',
    'You get this by your alert settings: http://localhost:3000/settings/alerts',
  ].join('\n\n')
  expect(linksIn({ text })).toEqual([
    { label: 'Approve…', href: 'http://localhost:3000/approve/abc_-1?answer=approve' },
    { label: 'Refuse…', href: 'http://localhost:3000/approve/abc_-1?answer=refuse' },
  ])
  expect(linksIn({ text: null })).toEqual([])
})
