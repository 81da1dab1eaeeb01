import { collectPages } from '@patchbay/connector-sdk'
import { z } from 'zod'

/** What a list has to be asked for besides its nodes, so that its first page is not taken for the whole. */
export const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

type ListPage<T> = { nodes: T[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

export function pageOf<T extends z.ZodType>(node: T) {
  return z.object({
    nodes: z.array(node),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  })
}

/** A list whose first page came with something else: where that is not all, the others are asked for. */
export function wholeList<T>(first: ListPage<T>, nextAfter: (cursor: string) => Promise<ListPage<T>>): Promise<T[]> {
  return collectPages(
    async (after: string | null) => {
      const { nodes, pageInfo } = after === null ? first : await nextAfter(after)
      return { items: nodes, cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    { maxItems: 1000 },
  )
}
