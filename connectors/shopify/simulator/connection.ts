export type PageArgs = { first?: number | null; after?: string | null; last?: number | null; before?: string | null }

/** A Relay connection over a list, forwards. The cursor is the id of the item it stands after. */
export function connection<T extends { id: string }>(items: T[], args: PageArgs) {
  const cursorOf = (item: T) => Buffer.from(item.id).toString('base64url')
  const start = args.after ? items.findIndex((item) => cursorOf(item) === args.after) + 1 : 0
  const page = items.slice(start, start + (args.first ?? items.length))
  const [first] = page
  const last = page.at(-1)
  return {
    nodes: page,
    edges: page.map((node) => ({ node, cursor: cursorOf(node) })),
    pageInfo: {
      hasNextPage: start + page.length < items.length,
      hasPreviousPage: start > 0,
      startCursor: first === undefined ? null : cursorOf(first),
      endCursor: last === undefined ? null : cursorOf(last),
    },
  }
}
