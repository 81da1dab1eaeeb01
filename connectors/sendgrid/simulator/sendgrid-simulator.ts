import {
  defineSimulator,
  json,
  type SimCall,
  type SimContext,
  type SimRequest,
} from '@patchbay/connector-sdk/simulator'

type Person = { email: string; name: string | null }

/** A message as the mail room shows it; the same shape as the SMTP simulator's. */
export type SentMail = {
  id: string
  receivedAt: string
  via: 'sendgrid'
  messageId: string
  from: Person
  to: Person[]
  cc: Person[]
  bcc: Person[]
  replyTo: string | null
  subject: string
  text: string | null
  html: string | null
  /** What the sender attached for itself, the step's key among it. */
  tags: Record<string, string>
}

/** SendGrid v3 mail send: accepts with 202, keeps no key, so that a repeat is a second message. */
export const sendgridSimulator = defineSimulator({
  id: 'sendgrid',
  authenticate,
  rateLimit: { name: 'mail-send', capacity: 600, refillPerSecond: 600 },
  throttled: (seconds) =>
    json(429, failure('too many requests'), {
      'retry-after': String(seconds),
      'x-ratelimit-limit': '600',
      'x-ratelimit-remaining': '0',
    }),
  failed: (status) => json(status, failure(status >= 500 ? 'The server met an error.' : 'The message is not valid.')),
  notFound: () => json(404, failure('not found')),
  routes: [
    { method: 'POST', path: '/v3/mail/send', handle: send },
    {
      method: 'GET',
      path: '/v3/templates',
      handle: () => json(200, { result: templates, _metadata: { count: templates.length } }),
    },
    { method: 'GET', path: '/v3/verified_senders', handle: listSenders },
    { method: 'GET', path: '/v3/scopes', handle: () => json(200, { scopes: ['mail.send', 'mail.batch.read'] }) },
  ],
  commands: {
    /** Sent messages, oldest first. */
    mails: (ctx: SimContext, _input: Record<never, never>): SentMail[] => ctx.collection<SentMail>('mails').all(),
  },
})

const templates = [
  { id: 'd-8096b5dacb254c8b882816f22d1d11fe', name: 'Your parcel is on its way' },
  { id: 'd-2c214ac919e84170b21855cc129b4a5f', name: 'We have your return' },
].map((one) => ({ ...one, generation: 'dynamic', updated_at: '2026-03-03 08:00:00', versions: [] }))

const senders = [
  { id: 1234, nickname: 'Brindle orders', from_email: 'orders@brindle.example', verified: true },
  { id: 1235, nickname: 'Brindle help', from_email: 'help@brindle.example', verified: true },
  { id: 1236, nickname: 'Not confirmed yet', from_email: 'news@brindle.example', verified: false },
]

function listSenders(call: SimCall) {
  const after = Number(call.query.get('lastSeenID') ?? 0)
  const limit = Number(call.query.get('limit') ?? 50)
  return json(200, { results: senders.filter(({ id }) => id > after).slice(0, limit) })
}

function send(call: SimCall, ctx: SimContext) {
  const problem = problemIn(call.data)
  if (problem !== null) return json(400, failure(problem.message, problem.field))
  const personalizations = listOf(call.data, 'personalizations')
  const content = listOf(call.data, 'content')
  const ofType = (type: string) =>
    textOf(
      content.find((part) => textOf(part, 'type') === type),
      'value',
    )
  const messageId = ctx.id('', 22)
  for (const personalization of personalizations) {
    const id = ctx.id('mail_')
    const mail: SentMail = {
      id,
      receivedAt: ctx.now().toISOString(),
      via: 'sendgrid',
      messageId,
      from: personOf(member(call.data, 'from')),
      to: listOf(personalization, 'to').map(personOf),
      cc: listOf(personalization, 'cc').map(personOf),
      bcc: listOf(personalization, 'bcc').map(personOf),
      replyTo: textOf(member(call.data, 'reply_to'), 'email'),
      subject: textOf(personalization, 'subject') ?? textOf(call.data, 'subject') ?? templateName(call.data),
      text: ofType('text/plain'),
      html: ofType('text/html'),
      tags: tagsOf(member(personalization, 'custom_args')),
    }
    ctx.collection<SentMail>('mails').put(id, mail)
    ctx.ledger.effect({ action: 'mail.send', key: mail.tags.patchbay_key ?? null, entity: id })
  }
  return { status: 202, headers: { 'x-message-id': messageId }, body: '' }
}

/** A message from a template is known by the template's name here: nothing is filled in. */
const templateName = (data: unknown): string =>
  templates.find(({ id }) => id === textOf(data, 'template_id'))?.name ?? ''

/** The checks that SendGrid makes before it accepts. */
function problemIn(data: unknown): { message: string; field: string | null } | null {
  if (data === null || typeof data !== 'object') return { message: 'Bad Request', field: null }
  const personalizations = listOf(data, 'personalizations')
  if (personalizations.length === 0)
    return {
      message: 'The personalizations field is required and must have at least one personalization.',
      field: 'personalizations',
    }
  for (const [i, personalization] of personalizations.entries()) {
    const to = listOf(personalization, 'to')
    if (to.length === 0)
      return {
        message:
          'The to array is required for all personalization objects, and must have at least one email object with a valid email address.',
        field: `personalizations.${i}.to`,
      }
    if (to.some((person) => !/^[^@\s]+@[^@\s]+$/.test(personOf(person).email)))
      return { message: 'Does not contain a valid address.', field: `personalizations.${i}.to.0.email` }
  }
  if (!personOf(member(data, 'from')).email.includes('@'))
    return { message: 'The from object must be provided for every email send.', field: 'from' }
  const content = listOf(data, 'content')
  if (content.length === 0 && textOf(data, 'template_id') === null)
    return { message: 'Unless a valid template_id is provided, the content parameter is required.', field: 'content' }
  if (content.length > 1 && textOf(content[0], 'type') !== 'text/plain')
    return { message: 'If present, text/plain must be first.', field: 'content' }
  return null
}

function authenticate(request: SimRequest) {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (key !== undefined && !key.includes('bad')) return null
  return json(401, failure('The provided authorization grant is invalid, expired, or revoked'))
}

function failure(message: string, field: string | null = null) {
  return { errors: [{ message, field }] }
}

function personOf(value: unknown): Person {
  return { email: textOf(value, 'email') ?? '', name: textOf(value, 'name') }
}

function tagsOf(value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object') return {}
  return Object.fromEntries(Object.entries(value).map(([name, tag]) => [name, String(tag)]))
}

function member(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined
}

function listOf(value: unknown, name: string): unknown[] {
  const found = member(value, name)
  return Array.isArray(found) ? found : []
}

function textOf(value: unknown, name: string): string | null {
  const found = member(value, name)
  return typeof found === 'string' ? found : null
}
