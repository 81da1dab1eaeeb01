import { expect, test } from 'vitest'
import { findMails, frameOf, linkIn, orderIn } from './mail-words.ts'

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

test('a message is shown in a page that may run and load nothing', () => {
  expect(frameOf('<p>Hello</p>')).toContain("default-src 'none'")
})

test('a system mail’s one link is found in its text', () => {
  const text = 'Choose a new password:\nhttp://localhost:3000/reset-password?token=abc_-1\n\nThe link works once.'
  expect(linkIn({ text })).toBe('http://localhost:3000/reset-password?token=abc_-1')
  expect(linkIn({ text: null })).toBeNull()
})
