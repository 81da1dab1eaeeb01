import { type AppRouter, appRouter } from '@patchbay/api/router'
import { dehydrate, HydrationBoundary, type QueryClient } from '@tanstack/react-query'
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { cache } from 'react'
import { apiContext } from '../server/api-context.ts'
import { createQueryClient } from './query-client.ts'

const requestContext = cache(async () => apiContext(await headers()))

type Load = (trpc: TRPCOptionsProxy<AppRouter>, client: QueryClient) => Promise<unknown>[]

/**
 * Runs a page's first queries on the server, in process, and hands their answers to the browser. What fails there is
 * asked again by the page, which then says what is wrong.
 */
export async function Prefetch({ load, children }: { load: Load; children: ReactNode }) {
  const queryClient = createQueryClient()
  const trpc = createTRPCOptionsProxy<AppRouter>({ router: appRouter, ctx: requestContext, queryClient })
  await Promise.all(load(trpc, queryClient))
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>
}
