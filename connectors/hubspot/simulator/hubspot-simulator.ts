import { randomUUID } from 'node:crypto'
import {
  defineSimulator,
  json,
  pageAfter,
  type SimCall,
  type SimContext,
  type SimRequest,
} from '@patchbay/connector-sdk/simulator'
import { dealProblem, owners, pipelines } from './crm-settings.ts'

type Contact = {
  id: string
  properties: Record<string, string>
  createdAt: string
  updatedAt: string
  archived: boolean
}

/** HubSpot CRM v3 contacts: one per e-mail address, a second is refused with the first one's id. */
export const hubspotSimulator = defineSimulator({
  id: 'hubspot',
  authenticate,
  // 190 in 10 s for a private app.
  rateLimit: { name: 'ten-secondly', capacity: 190, refillPerSecond: 19 },
  throttled: (seconds) =>
    json(
      429,
      {
        ...failure('RATE_LIMITS', 'You have reached your ten_secondly_rolling limit.'),
        policyName: 'TEN_SECONDLY_ROLLING',
      },
      {
        'retry-after': String(seconds),
        'x-hubspot-ratelimit-max': '190',
        'x-hubspot-ratelimit-remaining': '0',
        'x-hubspot-ratelimit-interval-milliseconds': '10000',
        'x-hubspot-ratelimit-daily': '650000',
      },
    ),
  failed: (status) =>
    json(
      status,
      status >= 500
        ? failure('INTERNAL_ERROR', 'internal error')
        : failure('VALIDATION_ERROR', 'Property values were not valid'),
    ),
  notFound: () => json(404, failure('OBJECT_NOT_FOUND', 'resource not found')),
  routes: [
    { method: 'GET', path: '/account-info/v3/details', handle: accountDetails },
    { method: 'GET', path: '/crm/v3/objects/contacts', handle: list },
    { method: 'POST', path: '/crm/v3/objects/contacts', handle: create },
    { method: 'POST', path: '/crm/v3/objects/contacts/search', handle: search },
    { method: 'GET', path: '/crm/v3/objects/contacts/{contactId}', handle: read },
    { method: 'POST', path: '/crm/v3/objects/deals', handle: createDeal },
    { method: 'GET', path: '/crm/v3/owners', handle: listOwners },
    { method: 'GET', path: '/crm/v3/pipelines/deals', handle: () => json(200, { results: pipelines }) },
    { method: 'GET', path: '/crm/v3/pipelines/deals/{pipelineId}/stages', handle: listStages },
    { method: 'PATCH', path: '/crm/v3/objects/contacts/{contactId}', handle: update },
  ],
  commands: {
    /** All contacts, for pages and checkers. */
    contacts: (ctx: SimContext, _input: Record<never, never>): Contact[] => contacts(ctx).all(),
  },
})

function accountDetails(_call: SimCall, ctx: SimContext) {
  const portals = ctx.collection<number>('portal')
  return json(200, {
    portalId: portals.get('id') ?? portals.put('id', Math.floor(ctx.number('portal') / 1_000_000)),
    accountType: 'SANDBOX',
    timeZone: 'US/Eastern',
    companyCurrency: 'USD',
    additionalCurrencies: [],
    utcOffset: '-05:00',
    utcOffsetMilliseconds: -18_000_000,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  })
}

function create(call: SimCall, ctx: SimContext) {
  const properties = propertiesIn(call.data)
  if (typeof properties === 'string') return json(400, failure('VALIDATION_ERROR', properties))
  const unknown = Object.keys(properties).find((name) => !isProperty(name))
  if (unknown !== undefined) return unknownProperty(unknown)
  const email = properties.email?.toLowerCase()
  if (email !== undefined && !email.includes('@')) return invalidEmail(email)
  const existing = email === undefined ? null : byEmail(ctx, email)
  if (existing !== null) return json(409, failure('CONFLICT', `Contact already exists. Existing ID: ${existing.id}`))
  const at = ctx.now().toISOString()
  const id = String(ctx.number('contact'))
  const made: Contact = {
    id,
    properties: {
      ...properties,
      ...(email === undefined ? {} : { email }),
      createdate: at,
      lastmodifieddate: at,
      hs_object_id: id,
    },
    createdAt: at,
    updatedAt: at,
    archived: false,
  }
  contacts(ctx).put(id, made)
  if (email !== undefined) ctx.store.put('emails', email, id)
  ctx.ledger.effect({ action: 'contact.create', key: email ?? null, entity: id })
  return json(201, made)
}

function update(call: SimCall, ctx: SimContext) {
  const before = find(call, ctx)
  if (before === null) return unknownContact()
  const properties = propertiesIn(call.data)
  if (typeof properties === 'string') return json(400, failure('VALIDATION_ERROR', properties))
  const unknown = Object.keys(properties).find((name) => !isProperty(name))
  if (unknown !== undefined) return unknownProperty(unknown)
  const email = properties.email?.toLowerCase()
  if (email !== undefined && !email.includes('@')) return invalidEmail(email)
  const holder = email === undefined ? null : byEmail(ctx, email)
  if (holder !== null && holder.id !== before.id)
    return json(409, failure('CONFLICT', `Contact already exists. Existing ID: ${holder.id}`))
  const changes = Object.entries(properties).some(([name, value]) => before.properties[name] !== value)
  // The same values again change nothing, so they are no effect.
  if (!changes) return json(200, before)
  const at = ctx.now().toISOString()
  const after: Contact = {
    ...before,
    updatedAt: at,
    properties: { ...before.properties, ...properties, lastmodifieddate: at },
  }
  contacts(ctx).put(before.id, after)
  if (email !== undefined) ctx.store.put('emails', email, before.id)
  ctx.ledger.effect({ action: 'contact.update', key: after.properties.email ?? null, entity: before.id })
  return json(200, after)
}

function read(call: SimCall, ctx: SimContext) {
  const contact = find(call, ctx)
  return contact === null ? unknownContact() : json(200, contact)
}

function list(call: SimCall, ctx: SimContext) {
  const limit = Math.min(Math.max(Number(call.query.get('limit') ?? 10) || 10, 1), 100)
  const page = pageAfter(contacts(ctx).all(), ({ id }) => id, { after: call.query.get('after'), limit })
  return json(200, { results: page.items, ...(page.hasMore ? { paging: next(page.items.at(-1)?.id) } : {}) })
}

/** Filters with EQ only: what integrations look contacts up by. */
function search(call: SimCall, ctx: SimContext) {
  const request = searchRequest(call.data)
  const matching = contacts(ctx)
    .all()
    .filter(({ properties }) =>
      request.groups.length === 0
        ? true
        : request.groups.some((filters) =>
            filters.every(({ propertyName, value }) => properties[propertyName]?.toLowerCase() === value.toLowerCase()),
          ),
    )
  const results = matching.slice(request.after, request.after + request.limit)
  const end = request.after + results.length
  return json(200, { total: matching.length, results, ...(end < matching.length ? { paging: next(String(end)) } : {}) })
}

function createDeal(call: SimCall, ctx: SimContext) {
  const given = propertiesIn(call.data)
  if (typeof given === 'string') return json(400, failure('VALIDATION_ERROR', given))
  const problem = dealProblem(given)
  if (problem !== null) return json(400, failure('VALIDATION_ERROR', problem))
  const at = ctx.now().toISOString()
  const id = String(ctx.number('deal'))
  const made = { id, properties: { ...given, hs_object_id: id }, createdAt: at, updatedAt: at, archived: false }
  ctx.collection<Contact>('deals').put(id, made)
  ctx.ledger.effect({ action: 'deal.create', key: null, entity: id })
  return json(201, made)
}

function listOwners(call: SimCall) {
  const limit = Math.min(Math.max(Number(call.query.get('limit') ?? 100) || 100, 1), 500)
  const page = pageAfter(owners, ({ id }) => id, { after: call.query.get('after'), limit })
  return json(200, { results: page.items, ...(page.hasMore ? { paging: next(page.items.at(-1)?.id) } : {}) })
}

function listStages(call: SimCall) {
  const found = pipelines.find(({ id }) => id === call.params.pipelineId)
  return found === undefined ? unknownContact() : json(200, { results: found.stages })
}

function find(call: SimCall, ctx: SimContext): Contact | null {
  const { contactId = '' } = call.params
  const idProperty = call.query.get('idProperty')
  return idProperty === 'email' ? byEmail(ctx, contactId.toLowerCase()) : contacts(ctx).get(contactId)
}

function byEmail(ctx: SimContext, email: string): Contact | null {
  const id = ctx.store.get('emails', email)
  return typeof id === 'string' ? contacts(ctx).get(id) : null
}

function contacts(ctx: SimContext) {
  return ctx.collection<Contact>('contacts')
}

function authenticate(request: SimRequest) {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token !== undefined && !token.includes('bad')) return null
  return json(
    401,
    failure(
      'INVALID_AUTHENTICATION',
      'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
    ),
  )
}

function failure(category: string, message: string) {
  return { status: 'error', message, correlationId: randomUUID(), category }
}

function unknownContact() {
  return json(404, failure('OBJECT_NOT_FOUND', 'resource not found'))
}

function invalidEmail(email: string) {
  const message = `Property values were not valid: Email address ${email} is invalid`
  return json(400, {
    ...failure('VALIDATION_ERROR', message),
    errors: [{ message: `Email address ${email} is invalid`, in: 'email', code: 'INVALID_EMAIL' }],
  })
}

function unknownProperty(name: string) {
  const message = `Property "${name}" does not exist`
  return json(400, {
    ...failure('VALIDATION_ERROR', `Property values were not valid: ${message}`),
    errors: [{ message, code: 'PROPERTY_DOESNT_EXIST', in: name, context: { propertyName: [name] } }],
  })
}

/** Those that every portal has, and the custom ones that a shop would have made in this one. */
const properties = new Set(
  'email firstname lastname phone mobilephone company address city state zip country jobtitle website lifecyclestage'
    .split(' ')
    .concat(
      'last_order last_order_at last_order_number last_order_total orders_count total_spent customer_tags'.split(' '),
    ),
)

function isProperty(name: string): boolean {
  return properties.has(name) || name === 'hubspot_owner_id' || name.startsWith('hs_')
}

/** The properties as text, or what is wrong with the body. */
function propertiesIn(data: unknown): Record<string, string> | string {
  if (data === null || typeof data !== 'object') return 'Invalid input JSON'
  const properties: unknown = Reflect.get(data, 'properties')
  if (properties === null || typeof properties !== 'object') return 'Some required fields were not set: [properties]'
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)]))
}

type Filter = { propertyName: string; value: string }

function searchRequest(data: unknown): { groups: Filter[][]; limit: number; after: number } {
  const member = (value: unknown, name: string): unknown =>
    value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined
  const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  return {
    groups: listed(member(data, 'filterGroups')).map((group) =>
      listed(member(group, 'filters')).map((filter) => ({
        propertyName: String(member(filter, 'propertyName')),
        value: String(member(filter, 'value')),
      })),
    ),
    limit: Math.min(Number(member(data, 'limit') ?? 10) || 10, 100),
    after: Number(member(data, 'after') ?? 0) || 0,
  }
}

function next(after: string | undefined) {
  return { next: { after: after ?? '' } }
}
