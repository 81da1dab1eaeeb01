// The worker knows the engine, not what the engine evaluates mappings with.
export { createExpressionPool } from '@patchbay/mapping/node'
