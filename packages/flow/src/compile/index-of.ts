/** The place of a step in the plan; every step of a document found valid has one. */
export function indexOf(indexes: ReadonlyMap<string, number>, id: string): number {
  const index = indexes.get(id)
  if (index === undefined) throw new Error(`Step ${id} was not placed, although the document was found valid.`)
  return index
}
