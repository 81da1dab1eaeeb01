import { describe } from 'vitest'
import type { Connector } from '../connector-value.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { describeActions } from './describe-actions.ts'
import { describeErrors } from './describe-errors.ts'
import { describeLookups } from './describe-lookups.ts'
import { describeManifest } from './describe-manifest.ts'
import { describeReads } from './describe-reads.ts'
import { describeWebhooks } from './describe-webhooks.ts'
import type { ConformanceOptions } from './samples.ts'

export type { Contract, HeaderRules } from './contract.ts'
export { describeManifest } from './describe-manifest.ts'
export { graphqlContract } from './graphql-contract.ts'
export { harContract, type Recording } from './har-contract.ts'
export { createHarness, type Harness } from './harness.ts'
export { openApiContract } from './openapi-contract.ts'
export type { ConformanceOptions, ErrorSample, LookupSample, WebhookSamples } from './samples.ts'
export { type ContractRow, tableContract } from './table-contract.ts'
export { verifySignature } from './verify-signature.ts'

/** All that every connector must hold to, against its own simulator and its vendor's contract. One line in a test file. */
export function describeConnector(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  describe(`${connector.manifest.id} conformance`, () => {
    describeManifest(connector, options)
    describeActions(connector, simulator, options)
    describeReads(connector, simulator, options)
    describeLookups(connector, simulator, options)
    describeErrors(connector, simulator, options)
    describeWebhooks(connector, simulator, options)
  })
}
