import { type DocumentNode, type FieldNode, type SelectionSetNode, valueFromASTUntyped } from 'graphql'

const MUTATION_COST = 10

/** Points a document asks for: an object is 1, a list is its size times what is in it, a mutation 10 (Shopify's rule of thumb). */
export function queryCost(document: DocumentNode, variables: Record<string, unknown>): number {
  let cost = 0
  for (const definition of document.definitions)
    if (definition.kind === 'OperationDefinition')
      cost += definition.operation === 'mutation' ? MUTATION_COST : setCost(definition.selectionSet, variables)
  return Math.max(1, cost)
}

function setCost(set: SelectionSetNode, variables: Record<string, unknown>): number {
  return set.selections.reduce((sum, selection) => {
    if (selection.kind === 'Field') return sum + fieldCost(selection, variables)
    return selection.kind === 'InlineFragment' ? sum + setCost(selection.selectionSet, variables) : sum
  }, 0)
}

function fieldCost(field: FieldNode, variables: Record<string, unknown>): number {
  if (field.selectionSet === undefined) return 0
  const size = sizeOf(field, variables)
  const inside = setCost(field.selectionSet, variables)
  // `nodes` and `edges` are the same objects that their connection is counted for.
  const own = ['nodes', 'edges', 'pageInfo'].includes(field.name.value) ? 0 : 1
  return field.name.value === 'nodes' && size === null ? Math.max(1, inside) : own + inside * (size ?? 1)
}

function sizeOf(field: FieldNode, variables: Record<string, unknown>): number | null {
  for (const argument of field.arguments ?? []) {
    const value: unknown = valueFromASTUntyped(argument.value, variables)
    if (['first', 'last'].includes(argument.name.value) && typeof value === 'number') return value
    if (argument.name.value === 'ids' && Array.isArray(value)) return value.length
  }
  return null
}
