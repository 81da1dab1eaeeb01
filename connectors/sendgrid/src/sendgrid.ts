import {
  apiKey,
  ConnectorError,
  type ErrorVerdict,
  type FileValue,
  field,
  fileField,
  initConnector,
  type VendorResponse,
} from '@patchbay/connector-sdk'
import { z } from 'zod'

const t = initConnector({
  id: 'sendgrid',
  title: 'SendGrid',
  description: 'Sends e-mail through Twilio SendGrid.',
  categories: ['E-mail'],
  baseUrl: 'https://api.sendgrid.com',
  auth: apiKey({
    placement: { in: 'bearer' },
    help: 'In SendGrid under Settings, API Keys, with the permission Mail Send.',
  }),
  webhook: {
    // ECDSA over timestamp and body with a key per account: verified in the worker.
    signature: { kind: 'worker' },
    deliveryId: null,
    topic: null,
  },
  errorOf: sendgridError,
  checkedAgainst: { kind: 'contract', what: "Twilio's own SendGrid v3 mail and scopes OpenAPI, January 2026" },
  limitScope: 'account',
})

const Senders = z.object({
  results: z.array(
    z.looseObject({ id: z.int(), from_email: z.string(), nickname: z.string().nullish(), verified: z.boolean() }),
  ),
})

const SENDERS_A_PAGE = 100

const sender = t.lookup({
  title: 'Verified sender',
  run: async ({ http, cursor }) => {
    const query = { limit: SENDERS_A_PAGE, lastSeenID: cursor }
    const { results } = await http.get('/v3/verified_senders', Senders, query)
    const last = results.at(-1)
    return {
      options: results
        .filter(({ verified }) => verified)
        .map(({ from_email, nickname }) => ({
          value: from_email,
          label: from_email,
          ...(nickname ? { hint: nickname } : {}),
        })),
      cursor: last !== undefined && results.length === SENDERS_A_PAGE ? String(last.id) : null,
    }
  },
})

const Templates = z.object({
  result: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  _metadata: z.looseObject({ next: z.string().nullish() }).nullish(),
})

const template = t.lookup({
  title: 'Template',
  run: async ({ http, cursor }) => {
    const query = { generations: 'dynamic', page_size: 100, page_token: cursor }
    const { result, _metadata } = await http.get('/v3/templates', Templates, query)
    const next = _metadata?.next ? new URL(_metadata.next).searchParams.get('page_token') : null
    return { options: result.map(({ id, name }) => ({ value: id, label: name })), cursor: next }
  },
})

const fromEmail = field(sender.field(z.email()), { label: 'From', help: 'A sender that SendGrid has verified.' })

const sendMail = t.action({
  title: 'Send e-mail',
  sentence: 'Send an e-mail',
  description: 'Hands one message to SendGrid, which accepts it and delivers it later.',
  effect: 'create',
  idempotency: {
    kind: 'none',
    why: 'SendGrid takes no key and lists no sent messages at once: the same call again is a second e-mail.',
    onUnknown: 'may_repeat',
  },
  input: {
    fromEmail,
    fromName: field(z.string().min(1).optional(), { label: 'From, name' }),
    toEmail: field(z.email(), { label: 'To' }),
    toName: field(z.string().min(1).optional(), { label: 'To, name' }),
    subject: z.string().min(1),
    text: field(z.string().min(1).optional(), { type: 'longText', help: 'Plain text; give this, HTML or both.' }),
    html: field(z.string().min(1).optional(), { type: 'longText', label: 'HTML' }),
    cc: field(z.array(z.email()).optional(), { rare: true, label: 'Copy to' }),
    bcc: field(z.array(z.email()).optional(), { rare: true, label: 'Blind copy to' }),
    replyTo: field(z.email().optional(), { rare: true, label: 'Answers go to' }),
    categories: field(z.array(z.string().min(1)).max(10).optional(), { rare: true }),
    attachments: field(z.array(fileField()).max(10).optional(), { rare: true, label: 'Attachments' }),
  },
  needsOneOf: [['text', 'html']],
  output: z.object({ messageId: z.string(), to: z.string() }),
  run: async ({ http, input, idempotencyKey }) => {
    if (input.text === undefined && input.html === undefined) {
      throw new ConnectorError('invalid_input', 'The e-mail is empty: fill Text or HTML.', { field: 'text' })
    }
    const answer = await http.raw('POST', '/v3/mail/send', {
      personalizations: [
        {
          to: [person(input.toEmail, input.toName)],
          ...(input.cc?.length ? { cc: input.cc.map((email) => person(email)) } : {}),
          ...(input.bcc?.length ? { bcc: input.bcc.map((email) => person(email)) } : {}),
          // Comes back in SendGrid's events, so that a message can be told from its repeat.
          custom_args: { patchbay_key: idempotencyKey },
        },
      ],
      from: person(input.fromEmail, input.fromName),
      ...(input.replyTo === undefined ? {} : { reply_to: person(input.replyTo) }),
      subject: input.subject,
      // Plain text has to stand first.
      content: [
        ...(input.text === undefined ? [] : [{ type: 'text/plain', value: input.text }]),
        ...(input.html === undefined ? [] : [{ type: 'text/html', value: input.html }]),
      ],
      ...(input.categories?.length ? { categories: input.categories } : {}),
      ...attachmentsOf(input.attachments),
    })
    return accepted(answer, input.toEmail)
  },
})

const sendTemplate = t.action({
  title: 'Send e-mail from a template',
  sentence: 'Send an e-mail from a template',
  description: 'Hands one message to SendGrid, which fills its dynamic template and delivers it later.',
  effect: 'create',
  idempotency: {
    kind: 'none',
    why: 'SendGrid takes no key and lists no sent messages at once: the same call again is a second e-mail.',
    onUnknown: 'may_repeat',
  },
  input: {
    fromEmail,
    fromName: field(z.string().min(1).optional(), { label: 'From, name' }),
    toEmail: field(z.email(), { label: 'To' }),
    toName: field(z.string().min(1).optional(), { label: 'To, name' }),
    templateId: field(template.field(), { label: 'Template', help: 'Dynamic ones only.' }),
    values: field(z.record(z.string(), z.unknown()).optional(), {
      label: 'Values',
      help: 'What the template calls {{name}} is filled from here.',
    }),
    replyTo: field(z.email().optional(), { rare: true, label: 'Answers go to' }),
  },
  output: z.object({ messageId: z.string(), to: z.string() }),
  run: async ({ http, input, idempotencyKey }) => {
    const answer = await http.raw('POST', '/v3/mail/send', {
      personalizations: [
        {
          to: [person(input.toEmail, input.toName)],
          custom_args: { patchbay_key: idempotencyKey },
          ...(input.values === undefined ? {} : { dynamic_template_data: input.values }),
        },
      ],
      from: person(input.fromEmail, input.fromName),
      ...(input.replyTo === undefined ? {} : { reply_to: person(input.replyTo) }),
      template_id: input.templateId,
    })
    return accepted(answer, input.toEmail)
  },
})

function accepted(answer: VendorResponse, to: string): { messageId: string; to: string } {
  if (answer.status !== 202) {
    throw new ConnectorError('unknown_outcome', `SendGrid answered ${answer.status} where it accepts with 202.`)
  }
  return { messageId: answer.headers['x-message-id'] ?? '', to }
}

const attachmentsOf = (files: FileValue[] | undefined) =>
  files?.length
    ? {
        attachments: files.map(({ name, contentType, content }) => ({
          content,
          filename: name,
          type: contentType,
          disposition: 'attachment',
        })),
      }
    : {}

function person(email: string, name?: string) {
  return name === undefined ? { email } : { email, name }
}

const errorBody = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
})

/** SendGrid's `{errors: [{message, field, help}]}`. */
function sendgridError(response: VendorResponse): ErrorVerdict | null {
  if (response.status < 400) return null
  const parsed = errorBody.safeParse(response.json)
  const first = parsed.data?.errors[0]
  if (response.status === 429) {
    const resetAt = Number(response.headers['x-ratelimit-reset'])
    const now = Date.parse(response.headers['date'] ?? '')
    // The header tells when the window ends in seconds since 1970 (from memory of the vendor's documentation).
    if (!(resetAt > 0) || Number.isNaN(now)) return null
    const message = first?.message ?? 'too many requests'
    return { code: 'rate_limited', message, retryAfterMs: Math.max(1_000, resetAt * 1_000 - now) }
  }
  if (first === undefined) return null
  const message = first.field ? `${first.field}: ${first.message}` : first.message
  const more = first.field ? { field: first.field } : {}
  // 403 with a field means the sender is not verified, not that the key is bad.
  const isInput = response.status === 400 || response.status === 413 || (response.status === 403 && first.field)
  return isInput ? { code: 'invalid_input', message, ...more } : null
}

export const sendgrid = t.connector({
  actions: { sendMail, sendTemplate },
  lookups: { sender, template },
  test: async ({ http }) => {
    const { scopes } = await http.get('/v3/scopes', z.object({ scopes: z.array(z.string()) }))
    if (!scopes.includes('mail.send')) {
      throw new ConnectorError('auth_expired', 'The key may not send: give it the permission Mail Send.')
    }
    return { account: null }
  },
})
