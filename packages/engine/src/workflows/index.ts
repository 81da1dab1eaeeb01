// Temporal finds workflows by the exports of one module: the one barrel of this package.
export { bulkPreview } from './bulk-preview.ts'
export { connectionTest } from './connection-test.ts'
export { connectorLookup } from './connector-lookup.ts'
export { flowRun } from './flow-run.ts'
export { scheduleTick } from './schedule-tick.ts'
export { stepTest } from './step-test.ts'
