import {
  type DocumentNode,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql'

/** Problems of `data` as an answer to a document: every selected field there, with its type, and nothing else. */
export function checkData(schema: GraphQLSchema, document: DocumentNode, data: unknown): string[] {
  const operation = getOperationAST(document)
  const root = operation ? schema.getRootType(operation.operation) : null
  if (!operation || !root) return ['the schema has no such operation']
  return checkObject({ schema, document }, root, operation.selectionSet, data, 'data')
}

type World = { schema: GraphQLSchema; document: DocumentNode }

function checkObject(world: World, type: unknown, set: SelectionSetNode, value: unknown, at: string): string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${at} is not an object`]
  const concrete = concreteType(world, { type, set }, value)
  if (!isObjectType(concrete) && !isInterfaceType(concrete))
    return [`${at}: select __typename to tell which type it is`]
  const fields = fieldsOf(world, set, concrete.name)
  const extra = Object.keys(value).filter((key) => !fields.some((field) => keyOf(field) === key))
  const problems = fields.flatMap((field) => {
    const name = field.name.value
    const member: unknown = Reflect.get(value, keyOf(field))
    if (name === '__typename')
      return isInterfaceType(concrete) || member === concrete.name ? [] : [`${at}.__typename is ${String(member)}`]
    const definition = concrete.getFields()[name]
    if (definition === undefined) return [`${at}.${name} is not a field of ${concrete.name}`]
    return checkValue(world, definition.type, field, member, `${at}.${keyOf(field)}`)
  })
  return [...problems, ...extra.map((key) => `${at}.${key} was not selected`)]
}

function checkValue(world: World, type: GraphQLOutputType, field: FieldNode, value: unknown, at: string): string[] {
  if (isNonNullType(type))
    return value === null || value === undefined ? [`${at} is null`] : checkValue(world, type.ofType, field, value, at)
  if (value === null) return []
  if (value === undefined) return [`${at} is missing`]
  if (isListType(type)) {
    if (!Array.isArray(value)) return [`${at} is not a list`]
    return value.flatMap((item, i) => checkValue(world, type.ofType, field, item, `${at}[${i}]`))
  }
  const named = getNamedType(type)
  if (isEnumType(named)) return named.getValue(String(value)) ? [] : [`${at}: ${String(value)} is not a ${named.name}`]
  if (isLeafType(named)) return checkScalar(named.name, value, at)
  return field.selectionSet === undefined ? [] : checkObject(world, named, field.selectionSet, value, at)
}

/** Custom scalars travel as strings, except those that are JSON or counts. */
function checkScalar(name: string, value: unknown, at: string): string[] {
  const wanted: Record<string, string[]> = {
    Int: ['number'],
    Float: ['number'],
    Boolean: ['boolean'],
    JSON: ['object', 'string', 'number', 'boolean'],
  }
  const types = wanted[name] ?? ['string']
  if (!types.includes(typeof value)) return [`${at} is a ${typeof value}, not ${name}`]
  return name === 'Int' && !Number.isInteger(value) ? [`${at} is not whole`] : []
}

function fieldsOf(world: World, set: SelectionSetNode, typeName: string): FieldNode[] {
  return set.selections.flatMap((selection): FieldNode[] => {
    if (selection.kind === 'Field') return [selection]
    if (selection.kind === 'InlineFragment')
      return applies(world, selection.typeCondition?.name.value, typeName)
        ? fieldsOf(world, selection.selectionSet, typeName)
        : []
    const fragment = world.document.definitions.find(
      (one) => one.kind === 'FragmentDefinition' && one.name.value === selection.name.value,
    )
    if (fragment?.kind !== 'FragmentDefinition') return []
    return applies(world, fragment.typeCondition.name.value, typeName)
      ? fieldsOf(world, fragment.selectionSet, typeName)
      : []
  })
}

function applies(world: World, condition: string | undefined, typeName: string): boolean {
  if (condition === undefined || condition === typeName) return true
  const abstract = world.schema.getType(condition)
  const concrete = world.schema.getType(typeName)
  return isAbstractType(abstract) && isObjectType(concrete) && world.schema.isSubType(abstract, concrete)
}

function concreteType(world: World, at: { type: unknown; set: SelectionSetNode }, value: object): unknown {
  if (isObjectType(at.type)) return at.type
  // With no fragment in the selection the interface itself says all there is to know.
  if (isInterfaceType(at.type) && at.set.selections.every((one) => one.kind === 'Field')) return at.type
  const name: unknown = Reflect.get(value, '__typename')
  return typeof name === 'string' ? world.schema.getType(name) : null
}

function keyOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value
}
