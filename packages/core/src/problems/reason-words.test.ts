import { expect, test } from 'vitest'
import { connectorManifests } from '../connectors/manifests.ts'
import { checkOutput } from './check-output.ts'
import { type ReasonFacts, reasonWords } from './reason-words.ts'

const facts = (more: Partial<ReasonFacts>): ReasonFacts => ({
  kind: 'failed',
  code: 'invalid_input',
  field: null,
  connector: 'hubspot',
  stepName: 'Update the customer',
  message: null,
  connectionName: null,
  runs: 18,
  ...more,
})

test('a reason names the vendor and the field, what it stopped, what is safe, and the one thing to do', () => {
  expect(reasonWords(facts({ field: 'phone', message: '“phone” is longer than 20 characters.' }))).toEqual({
    title: 'HubSpot: “phone” is longer than 20 characters',
    advice:
      '18 runs failed at “Update the customer”. What came before stays done. Change “phone”, for these runs or in the flow, then retry.',
  })
  expect(
    reasonWords(
      facts({ kind: 'held', code: 'auth_expired', connector: 'easypost', connectionName: 'Brindle parcels', runs: 1 }),
    ),
  ).toEqual({
    title: 'EasyPost no longer accepts the key for “Brindle parcels”',
    advice:
      'One run is held at “Update the customer”. Nothing is lost. Reconnect it: they go on by themselves once the key works.',
  })
})

test.each([
  ['invalid_input', 'HubSpot does not take what was sent'],
  ['not_found', 'HubSpot does not know what the step asks for'],
  ['conflict', 'HubSpot has it in another state already'],
  ['rate_limited', 'HubSpot takes no more calls for now'],
  ['upstream', 'HubSpot did not work'],
  ['unknown_outcome', 'HubSpot never answered'],
  ['something_new', 'HubSpot did not do what was asked'],
])('%s without a word of the vendor is still a sentence', (code, title) => {
  expect(reasonWords(facts({ code })).title).toBe(title)
})

test('what could not be worked out was never sent', () => {
  const said = reasonWords(
    facts({ code: 'mapping_missing', field: 'Phone', connector: null, message: 'Phone is empty in Order.' }),
  )
  expect(said.title).toBe('Phone is empty in Order.')
  expect(said.advice).toContain('Nothing was sent. Give “Phone” a value, then retry.')
})

test('of a called flow it says which run to retry first, and what a retry alone does again', () => {
  const message = 'The run that it called failed. EasyPost answered 500.'
  const said = reasonWords(
    facts({ code: 'call_failed', connector: null, stepName: 'Charge and ship', message, runs: 1 }),
  )
  expect(said).toEqual({
    title: message,
    advice:
      'One run failed at “Charge and ship”. What came before stays done. Retry the run that it called first, then this one: it goes on with that run. Retried alone it calls anew, and what that run had done is done again.',
  })
  expect(reasonWords(facts({ code: 'call_cancelled', connector: null })).advice).toContain(
    'Retry the run that it called first',
  )
  expect(reasonWords(facts({ code: 'answer_invalid', connector: null })).advice).toContain('A retry calls it anew')
})

test('the output of every action can be checked, and what does not fit is named', () => {
  for (const [connector, { actions }] of Object.entries(connectorManifests)) {
    for (const action of Object.keys(actions)) expect(() => checkOutput(connector, action, {})).not.toThrow()
  }
  expect(checkOutput('unheard-of', 'x', {})).toEqual([])
})
