import type { Json } from '@patchbay/flow/json'
import { expect, test } from 'vitest'
import { eraseJson } from './erase-json.ts'
import { patternOf, readPerson, withoutPerson } from './person.ts'

const ada = { kind: 'email', value: 'ada@example.com' } as const

test('an order loses its customer and keeps what it is', () => {
  const order = {
    id: 450789469,
    name: '#10482',
    email: 'Ada@Example.com',
    note: 'Ring twice. Invoice to ada@example.com please',
    total_price: '199.00',
    customer: { id: 7342, first_name: 'Ada', last_name: 'Byron', orders_count: 3, tags: ['vip'] },
    shipping_address: { name: 'Ada Byron', address1: '1 Marylebone', zip: 'W1', country: 'GB', phone: '+44 20 7946' },
    line_items: [{ name: 'Mug, 2 dl', sku: 'MUG-2', quantity: 2, price: '99.50' }],
  }
  const { value, taken } = eraseJson(order, ada) ?? { value: null, taken: [] }
  expect(value).toEqual({
    ...order,
    email: '[erased]',
    note: '[erased]',
    customer: { ...order.customer, first_name: '[erased]', last_name: '[erased]' },
    shipping_address: {
      name: '[erased]',
      address1: '[erased]',
      zip: '[erased]',
      country: 'GB',
      phone: '[erased]',
    },
  })
  expect(taken).toEqual(expect.arrayContaining(['Ada@Example.com', 'Byron', 'Ada Byron', '1 Marylebone']))
})

test('others in the same list, and who only sounds alike, stay', () => {
  const others = [
    { email: 'nada@example.com', first_name: 'Nada' },
    { email: 'ada@example.com.au', first_name: 'Ada' },
    { email: 'ada@example.company', first_name: 'Ada' },
    'ada@example.co',
  ]
  expect(eraseJson(others, ada)).toBeNull()
  const list: Json = {
    owner: 'ada@example.com',
    people: [{ email: 'bob@example.com', first_name: 'Bob' }, { first_name: 'A.' }],
  }
  expect(eraseJson(list, ada)?.value).toEqual({
    owner: '[erased]',
    people: [{ email: 'bob@example.com', first_name: 'Bob' }, { first_name: '[erased]' }],
  })
})

test('addresses in keys, in links and in lists are found', () => {
  const value = {
    'ada@example.com': { phone: '123' },
    url: 'https://x/?u=ada%40example.com',
    to: ['ADA@example.com', 'b@c.de'],
  }
  expect(eraseJson(value, ada)?.value).toEqual({
    '[erased]': { phone: '[erased]' },
    url: '[erased]',
    to: ['[erased]', 'b@c.de'],
  })
})

test('within one run, what an event told of the person tells of them elsewhere', () => {
  const order = {
    email: 'ada@example.com',
    customer: { first_name: 'Ada', last_name: 'Byron' },
    billing_address: { address1: '1 Marylebone', city: 'London' },
  }
  const also = eraseJson(order, ada)?.taken ?? []
  expect(also).not.toContain('London')
  const label = {
    to: { name: 'Ada Byron', street1: '1 Marylebone', city: 'London', zip: 'W1' },
    note: 'Byron rang from London',
    greeting: 'Hello Ada, adamant as ever',
    rate: 'LONDON-1',
  }
  expect(eraseJson(label, ada)).toBeNull()
  expect(eraseJson(label, { ...ada, also })?.value).toEqual({
    to: { name: '[erased]', street1: '[erased]', city: '[erased]', zip: '[erased]' },
    note: '[erased]',
    greeting: '[erased]',
    rate: 'LONDON-1',
  })
  expect(eraseJson({ text: 'adamant as ever' }, { ...ada, also })).toBeNull()
  expect(withoutPerson(patternOf({ ...ada, also }), 'For Ada Byron in London')).toBe('For [erased] in London')
})

test('entities of HTML are read as the letters that they stand for', () => {
  const zoe = { email: 'zoe@x.example', name: 'Zo&euml; O&#39;Byron &amp; Co' }
  const mail = {
    subject: 'Your order',
    html: '<p>Dear Zo&#xEB;&nbsp;O&apos;Byron&amp;Co,</p>',
    footer: 'Ask &#122;&#111;&#101;&#64;x&#46;example',
    other: 'Ask &#110;&#122;&#111;&#101;&#64;x&#46;example',
    link: 'https://x.example/?a=1&amp;b=2&copy=3',
  }
  const person = { kind: 'email', value: zoe.email } as const
  const also = eraseJson(zoe, person)?.taken ?? []
  expect(also).toContain("Zoë O'Byron & Co")
  expect(eraseJson(mail, person)?.value).toEqual({ ...mail, footer: '[erased]' })
  expect(eraseJson([mail.html.replace('&nbsp;', ' ').replace('&amp;', ' &amp; ')], { ...person, also })?.value).toEqual(
    ['[erased]'],
  )
  const pattern = patternOf({ ...person, also: ["O'Byron"] })
  expect(withoutPerson(pattern, '<p>Hi O&#39;Byron &amp; &lt;&#122;oe@x.example&gt;, O&#39;Byrone.</p>')).toBe(
    '<p>Hi [erased] &amp; &lt;[erased]&gt;, O&#39;Byrone.</p>',
  )
})

test('a long text of entities is read in one go', () => {
  const text = `${'&amp;'.repeat(200_000)} ${'&amp'.repeat(200_000)}${'amp;'.repeat(100_000)}${'&#110'.repeat(200_000)}`
  const before = performance.now()
  expect(eraseJson([text], ada)).toBeNull()
  expect(withoutPerson(patternOf(ada), text)).toBe(text)
  expect(performance.now() - before).toBeLessThan(5_000)
})

test('an id is found as a whole, and as a number only where a field says that it is one', () => {
  const person = { kind: 'id', value: '7342' } as const
  const value = { customer_id: 7342, total: 7342, gid: 'gid://shopify/Customer/7342', order: '17342', phone: '1' }
  expect(eraseJson(value, person)?.value).toEqual({
    customer_id: '[erased]',
    total: 7342,
    gid: '[erased]',
    order: '17342',
    phone: '[erased]',
  })
})

test('a text loses the name and keeps the rest', () => {
  expect(withoutPerson(patternOf(ada), 'Mail to <ada@example.com>, ada@example.com. Copy: nada@example.com')).toBe(
    'Mail to <[erased]>, [erased]. Copy: nada@example.com',
  )
})

test('what is no address and what could be anything is refused', () => {
  expect(readPerson({ kind: 'email', value: ' Ada@Example.com ' })).toMatchObject({ ok: true, value: ada })
  for (const value of ['ada', 'ada@', '%@example.com "']) {
    expect(readPerson({ kind: 'email', value })).toMatchObject({ ok: false, error: { code: 'invalid' } })
  }
  expect(readPerson({ kind: 'id', value: '7' })).toMatchObject({ ok: false })
})
