import {
  apiKey,
  ConnectorError,
  either,
  field,
  type HttpClient,
  initConnector,
  oauth2,
  path,
} from '@patchbay/connector-sdk'
import { z } from 'zod'
import { hubspotError } from './hubspot-error.ts'

const t = initConnector({
  id: 'hubspot',
  title: 'HubSpot',
  description: 'Contacts and deals of the HubSpot CRM.',
  categories: ['CRM'],
  baseUrl: 'https://api.hubapi.com',
  auth: either(
    apiKey({
      placement: { in: 'bearer' },
      label: 'Private app token',
      help: 'In HubSpot under Settings, Integrations, Private apps, with crm.objects.contacts.read and crm.objects.contacts.write.',
    }),
    oauth2({
      authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
      tokenUrl: 'https://api.hubapi.com/oauth/v1/token',
      revoke: {
        kind: 'request',
        method: 'DELETE',
        url: 'https://api.hubapi.com/oauth/v1/refresh-tokens/{refreshToken}',
        headers: {},
      },
      clientAuth: 'post',
      scopes: {
        oauth: 'Know which account signed in',
        'crm.objects.contacts.read': 'Read contacts',
        'crm.objects.contacts.write': 'Create and change contacts',
      },
      optionalScopes: {
        'crm.schemas.contacts.read': 'See which properties contacts have',
        'crm.objects.owners.read': 'See who owns contacts and deals',
        'crm.objects.deals.read': 'See pipelines and deals',
        'crm.objects.deals.write': 'Create deals',
      },
      optionalScopeParameter: 'optional_scope',
      appHelp: 'developers.hubspot.com → your developer account → Apps → Create app → Auth.',
    }),
  ),
  errorOf: hubspotError,
  checkedAgainst: { kind: 'contract', what: 'HubSpot CRM v3 catalogue file for contacts, as edited by a third party' },
  limitScope: 'account',
})

const contact = z.object({ id: z.string(), createdAt: z.string(), updatedAt: z.string() })
type Contact = z.infer<typeof contact>
type ContactBody = { properties: Record<string, string> }

const owner = t.lookup({
  title: 'Owner',
  run: async ({ http, cursor }) => {
    const page = await http.get('/crm/v3/owners', Owners, { limit: 100, after: cursor })
    return {
      options: page.results.map(({ id, email, firstName, lastName }) => {
        const name = [firstName, lastName].filter(Boolean).join(' ')
        return { value: id, label: name || (email ?? id), ...(name && email ? { hint: email } : {}) }
      }),
      cursor: page.paging?.next?.after ?? null,
    }
  },
})

const Owners = z.object({
  results: z.array(
    z.looseObject({
      id: z.string(),
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).nullish() }).nullish(),
})

const text = z.string().optional()
const stages = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
] as const

const upsertContact = t.action({
  title: 'Create or update contact',
  sentence: 'Create or update the contact',
  description:
    'Finds the contact by its e-mail address and changes the fields you fill; creates it where there is none.',
  effect: 'upsert',
  idempotency: {
    kind: 'natural',
    why: 'HubSpot keeps one contact per e-mail address: the same call again changes nothing more.',
  },
  input: {
    email: field(z.email(), { label: 'E-mail' }),
    firstName: text,
    lastName: text,
    phone: text,
    company: text,
    address: field(text, { label: 'Street' }),
    city: text,
    zip: field(text, { label: 'Postcode' }),
    country: text,
    ownerId: field(owner.field(), { label: 'Owner' }).optional(),
    lifecycleStage: field(z.enum(stages).optional(), { rare: true, help: 'HubSpot only moves a contact forward.' }),
    properties: field(z.record(z.string(), z.string()).optional(), {
      rare: true,
      label: 'More properties',
      help: 'By their internal names: {"hs_language": "sv"}.',
    }),
  },
  output: contact.extend({ email: z.string(), created: z.boolean() }),
  run: async ({ input, once }) => {
    const { email } = input
    const body = { properties: toProperties(input) }
    const changed = await once('update', { email, body }, ({ http }) => updateByEmail(http, email, body))
    if (changed !== null) return { ...changed, email, created: false }
    return once('create', { email, body }, async ({ http }) => ({
      ...(await createOrUpdate(http, email, body)),
      email,
    }))
  },
})

/** `null` where no contact has that address. */
async function updateByEmail(http: HttpClient, email: string, body: ContactBody): Promise<Contact | null> {
  const options = { query: { idProperty: 'email' }, accept: [404] }
  const answer = await http.raw('PATCH', path`/crm/v3/objects/contacts/${email}`, body, options)
  return answer.status === 404 ? null : contact.parse(answer.json)
}

/** A contact that came into being meanwhile (or by a lost attempt) is refused with its id and updated instead. */
async function createOrUpdate(
  http: HttpClient,
  email: string,
  body: ContactBody,
): Promise<Contact & { created: boolean }> {
  const answer = await http.raw('POST', '/crm/v3/objects/contacts', body, { accept: [409] })
  if (answer.status !== 409) return { ...contact.parse(answer.json), created: true }
  const existingId = /Existing ID:\s*(\d+)/i.exec(answer.text)?.[1]
  const address = path`/crm/v3/objects/contacts/${existingId ?? email}`
  const query = existingId === undefined ? { idProperty: 'email' } : {}
  return { ...(await http.patch(address, contact, body, { query })), created: false }
}

function toProperties(input: {
  email: string
  firstName?: string | undefined
  lastName?: string | undefined
  phone?: string | undefined
  company?: string | undefined
  address?: string | undefined
  city?: string | undefined
  zip?: string | undefined
  country?: string | undefined
  lifecycleStage?: string | undefined
  ownerId?: string | undefined
  properties?: Record<string, string> | undefined
}): Record<string, string> {
  const { firstName, lastName, lifecycleStage, ownerId, properties, ...same } = input
  const named = {
    ...same,
    firstname: firstName,
    lastname: lastName,
    lifecyclestage: lifecycleStage,
    hubspot_owner_id: ownerId,
  }
  const given = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return { ...properties, ...Object.fromEntries(given) }
}

const Labels = z.object({ results: z.array(z.looseObject({ id: z.string(), label: z.string() })) })

const pipeline = t.lookup({
  title: 'Pipeline',
  run: async ({ http }) => toOptions(await http.get('/crm/v3/pipelines/deals', Labels)),
})

const stage = t.lookup({
  title: 'Stage',
  dependsOn: { pipeline: z.string().min(1) },
  run: async ({ http, params }) =>
    toOptions(await http.get(path`/crm/v3/pipelines/deals/${params.pipeline}/stages`, Labels)),
})

const toOptions = ({ results }: z.output<typeof Labels>) => ({
  options: results.map(({ id, label }) => ({ value: id, label })),
  cursor: null,
})

const createDeal = t.action({
  title: 'Create deal',
  sentence: 'Create the deal {name}',
  description: 'Adds a deal to a pipeline.',
  effect: 'create',
  idempotency: {
    kind: 'none',
    why: 'HubSpot takes no key, and finds a new deal in its search only after a while.',
    onUnknown: 'decide',
  },
  input: {
    name: field(z.string().min(1), { label: 'Name', help: 'Order #10482' }),
    pipeline: field(pipeline.field(), { label: 'Pipeline' }),
    stage: field(stage.field(), { label: 'Stage' }),
    amount: field(z.number().nonnegative().optional(), { label: 'Amount', type: 'money' }),
    closeDate: field(z.iso.datetime({ offset: true }).optional(), { label: 'Closes on' }),
    ownerId: field(owner.field(), { label: 'Owner' }).optional(),
    properties: field(z.record(z.string(), z.string()).optional(), {
      rare: true,
      label: 'More properties',
      help: 'By their internal names.',
    }),
  },
  output: contact,
  run: ({ http, input }) => http.post('/crm/v3/objects/deals', contact, { properties: dealProperties(input) }),
})

type DealInput = {
  name: string
  pipeline: string
  stage: string
  amount?: number | undefined
  closeDate?: string | undefined
  ownerId?: string | undefined
  properties?: Record<string, string> | undefined
}

function dealProperties({ name, pipeline, stage, amount, closeDate, ownerId, properties }: DealInput) {
  return {
    ...properties,
    dealname: name,
    pipeline,
    dealstage: stage,
    ...(amount === undefined ? {} : { amount: String(amount) }),
    ...(closeDate === undefined ? {} : { closedate: closeDate }),
    ...(ownerId === undefined ? {} : { hubspot_owner_id: ownerId }),
  }
}

export const hubspot = t.connector({
  actions: { upsertContact, createDeal },
  lookups: { owner, pipeline, stage },
  test: async ({ http }) => {
    await http.get('/crm/v3/objects/contacts', z.object({ results: z.array(z.unknown()) }), { limit: 1 })
    return { account: await portalOf(http) }
  },
})

const Details = z.object({ portalId: z.number() })

/** Null where it is not told: a key that may not ask for it can still be good for contacts. */
async function portalOf(http: HttpClient): Promise<string | null> {
  const answer = await http.raw('GET', '/account-info/v3/details').catch(nullIfForbidden)
  const details = Details.safeParse(answer?.json)
  return details.success ? `portal ${details.data.portalId}` : null
}

function nullIfForbidden(error: unknown): null {
  if (error instanceof ConnectorError && error.details.status === 403) return null
  throw error
}
