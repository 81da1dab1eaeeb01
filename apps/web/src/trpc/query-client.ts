import { defaultShouldDehydrateQuery, type QueryClient } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { FreshQueryClient } from './fresh-query-client.ts'

const FRESH_MS = 10_000

/** Live updates say what changed; what is asked again on focus is only what has been left for a while. */
export function createQueryClient(): QueryClient {
  return new FreshQueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: (failures, error) => failures < 2 && mayPass(error) },
      dehydrate: { shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) },
    },
  })
}

/** An answer of our own (not found, not allowed) stays the same; a broken line may mend. */
function mayPass(error: unknown): boolean {
  return !(error instanceof TRPCClientError) || error.data === null || error.data === undefined
}
