import { readFileSync } from 'node:fs'
import { describeConnector, openApiContract } from '@patchbay/connector-sdk/testing'
import { sendgridSimulator } from '../simulator/sendgrid-simulator.ts'
import { sendgrid } from './sendgrid.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../contract/${name}`, import.meta.url), 'utf8'))
const refused = (message: string, field: string | null) => ({ errors: [{ message, field }] })

describeConnector(sendgrid, sendgridSimulator, {
  contract: openApiContract(
    ['mail', 'scopes', 'templates', 'verified-senders'].map((name) => read(`${name}-v3.trimmed.json`)),
    {
      headers: { required: { authorization: /^Bearer / } },
    },
  ),
  credentials: { apiKey: 'SG.made-up-key-0001' },
  samples: {
    sendMail: {
      fromEmail: 'orders@brindle.example',
      fromName: 'Brindle Goods',
      toEmail: 'ilka.varro@example.com',
      toName: 'Ilka Varro',
      subject: 'Your parcel is on its way – #10486',
      text: 'Hej Ilka',
      html: '<p>Hej Ilka</p>',
      cc: ['desk@brindle.example'],
      bcc: ['archive@brindle.example'],
      replyTo: 'help@brindle.example',
      categories: ['tracking'],
      attachments: [{ name: 'label.pdf', contentType: 'application/pdf', content: 'JVBERi0xLjQ=' }],
    },
    sendTemplate: {
      fromEmail: 'orders@brindle.example',
      fromName: 'Brindle Goods',
      toEmail: 'ilka.varro@example.com',
      toName: 'Ilka Varro',
      templateId: 'd-8096b5dacb254c8b882816f22d1d11fe',
      values: { order: '#10486', tracking: 'https://example.com/t/1' },
      replyTo: 'help@brindle.example',
    },
  },
  errors: [
    {
      action: 'sendMail',
      status: 400,
      body: refused('Does not contain a valid address.', 'from.email'),
      code: 'invalid_input',
    },
    {
      action: 'sendMail',
      status: 401,
      body: refused('The provided authorization grant is invalid', null),
      code: 'auth_expired',
    },
    {
      action: 'sendMail',
      status: 403,
      body: refused('The from address does not match a verified Sender Identity.', 'from'),
      code: 'invalid_input',
    },
    { action: 'sendMail', status: 403, body: refused('access forbidden', null), code: 'auth_expired' },
    { action: 'sendMail', status: 413, body: refused('too large', null), code: 'invalid_input' },
    {
      action: 'sendMail',
      status: 429,
      headers: { 'x-ratelimit-reset': '1795262430', date: 'Sat, 21 Nov 2026 12:00:00 GMT' },
      body: refused('too many requests', null),
      code: 'rate_limited',
      retryAfterMs: 30_000,
    },
  ],
})
