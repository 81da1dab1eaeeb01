// Web knows the engine, not what the engine evaluates mappings with.
export { checkExpression } from '@patchbay/mapping/check-expression'
export { expressionTypes } from '@patchbay/mapping/expression-types'
