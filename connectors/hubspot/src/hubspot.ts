import { apiKey, field, type HttpClient, initConnector, path } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { hubspotError } from './hubspot-error.ts'

const t = initConnector({
  id: 'hubspot',
  title: 'HubSpot',
  description: 'Contacts of the HubSpot CRM.',
  categories: ['CRM'],
  baseUrl: 'https://api.hubapi.com',
  auth: apiKey({
    placement: { in: 'bearer' },
    label: 'Private app token',
    help: 'In HubSpot under Settings, Integrations, Private apps, with crm.objects.contacts.read and crm.objects.contacts.write.',
  }),
  errorOf: hubspotError,
  checkedAgainst: { kind: 'contract', what: 'HubSpot CRM v3 catalogue file for contacts, as edited by a third party' },
  limitScope: 'account',
})

const contact = z.object({ id: z.string(), createdAt: z.string(), updatedAt: z.string() })
type Contact = z.infer<typeof contact>
type ContactBody = { properties: Record<string, string> }

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
    const changed = await once('update', ({ http }) => updateByEmail(http, email, body))
    if (changed !== null) return { ...changed, email, created: false }
    return once('create', async ({ http }) => ({ ...(await createOrUpdate(http, email, body)), email }))
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
  properties?: Record<string, string> | undefined
}): Record<string, string> {
  const { firstName, lastName, lifecycleStage, properties, ...same } = input
  const named = { ...same, firstname: firstName, lastname: lastName, lifecyclestage: lifecycleStage }
  const given = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return { ...properties, ...Object.fromEntries(given) }
}

export const hubspot = t.connector({
  actions: { upsertContact },
  test: async ({ http }) => {
    await http.get('/crm/v3/objects/contacts', z.object({ results: z.array(z.unknown()) }), { limit: 1 })
    return { account: null }
  },
})
