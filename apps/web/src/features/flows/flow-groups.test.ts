import { expect, test } from 'vitest'
import { filterFlows, groupFlows } from './flow-groups.ts'

const flow = (name: string, folder: string | null, enabled = true) => ({
  name,
  folder,
  enabled,
  connectors: name === 'Returns desk' ? ['stripe'] : ['shopify'],
  start: 'When an order is paid',
})
const flows = [
  flow('Stock levels', 'Stock'),
  flow('Returns desk', 'Orders', false),
  flow('Notes', null),
  flow('Order journey', 'Orders'),
]

test('flows stand by folder and name, loose ones last', () => {
  expect(groupFlows(flows).map((group) => [group.folder, group.flows.map((each) => each.name)])).toEqual([
    ['Orders', ['Order journey', 'Returns desk']],
    ['Stock', ['Stock levels']],
    [null, ['Notes']],
  ])
})

test('a flow is found by its name, its apps and what starts it', () => {
  expect(filterFlows(flows, 'RETURNS', 'all').map((each) => each.name)).toEqual(['Returns desk'])
  expect(filterFlows(flows, 'stripe', 'all').map((each) => each.name)).toEqual(['Returns desk'])
  expect(filterFlows(flows, 'is paid', 'off').map((each) => each.name)).toEqual(['Returns desk'])
  expect(filterFlows(flows, 'nothing', 'all')).toEqual([])
})
