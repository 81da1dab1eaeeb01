import { expect, test } from 'vitest'
import { writeLetter } from './letter.ts'
import { inviteLetter } from './letters.ts'
import { mailModeOf } from './mail-mode.ts'
import { oneLine } from './queue-mail.ts'

test('a letter says the same as text and as HTML, and a name brings no markup along', () => {
  const url = 'http://localhost:3000/invite/1?key=a&b'
  const { text, html } = writeLetter({
    title: '<b>Idris</b> invites you',
    lines: ['"Come in"'],
    action: { label: 'See it', url },
    foot: 'For 7 days.',
  })
  expect(text).toBe(`<b>Idris</b> invites you\n\n"Come in"\n\nSee it:\n${url}\n\nFor 7 days.`)
  expect(html).toContain('&lt;b&gt;Idris&lt;/b&gt; invites you')
  expect(html).toContain('href="http://localhost:3000/invite/1?key=a&amp;b"')
  expect(html).not.toContain('<b>')
})

test('a name with a line break makes no second header', () => {
  const name = 'Idris\r\nBcc: everybody@example.com'
  const { subject } = inviteLetter({
    workspace: 'W',
    inviter: name,
    role: 'viewer',
    note: null,
    url: 'http://x',
    days: 7,
  })
  expect(oneLine(subject)).toBe('Idris Bcc: everybody@example.com invites you to W')
})

test('a subject is cut without a half of an emoji at its end', () => {
  expect(oneLine(`a${'😀'.repeat(150)}`).isWellFormed()).toBe(true)
})

test('the mail room takes Patchbay’s own mail only where nobody else can come by', () => {
  const mode = (publicUrl: string, smtpUrl?: string, sandboxSmtp: string | undefined = '127.0.0.1:3003') =>
    mailModeOf({ publicUrl, smtpUrl, sandboxSmtp })
  expect(mode('http://localhost:3000')).toBe('mail_room')
  expect(mode('https://patchbay.example.com')).toBe('off')
  expect(mode('https://patchbay.example.com', 'smtp://mail.example.com')).toBe('smtp')
  expect(mode('http://localhost:3000', 'smtp://mail.example.com')).toBe('smtp')
  expect(mailModeOf({ publicUrl: 'http://127.0.0.1:3000', smtpUrl: undefined, sandboxSmtp: undefined })).toBe('off')
})
