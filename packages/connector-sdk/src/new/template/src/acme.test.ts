import { createHmac } from 'node:crypto'
import { describeConnector, tableContract } from '@patchbay/connector-sdk/testing'
import { acmeTable } from '../contract/acme-table.ts'
import { acmeSimulator } from '../simulator/acme-simulator.ts'
import { acme } from './acme.ts'

const { addItem } = acmeSimulator.commands
const body = '{"id":"item_1","name":"Lamp — é","updated_at":"2026-01-01T00:00:00Z"}'

describeConnector(acme, acmeSimulator, {
  contract: tableContract(acmeTable, {
    headers: { required: { authorization: /^Bearer \S+$/ }, onWrites: { 'idempotency-key': /\S/ } },
  }),
  credentials: { apiKey: 'made-up-key-0001' },
  samples: {
    getItem: (host) => ({ item: addItem(host, { name: 'Lamp' }).id }),
    createItem: { name: 'Lamp' },
  },
  lookups: {
    item: {
      prepare: (host) => {
        addItem(host, { name: 'Lamp' })
        return {}
      },
    },
  },
  errors: [
    { action: 'getItem', status: 404, body: { message: 'No such item' }, code: 'not_found' },
    { action: 'createItem', status: 422, body: { message: 'A name is needed' }, code: 'invalid_input' },
    { action: 'createItem', status: 409, body: { message: 'It exists' }, code: 'conflict' },
    { action: 'createItem', status: 502, body: '', code: 'unknown_outcome' },
  ],
  webhooks: {
    // Put the vendor's published vector here.
    vectors: [
      {
        body,
        secret: 'made-up-secret',
        headers: { 'X-Acme-Signature': createHmac('sha256', 'made-up-secret').update(body).digest('hex') },
      },
    ],
    events: {
      itemCreated: (host) => {
        addItem(host, { name: 'Lamp' })
      },
    },
  },
})
