import { headers } from 'next/headers'
import { after } from 'next/server'
import { HomePage } from '../../features/home/home-page.tsx'
import { container } from '../../server/container.ts'
import { Prefetch } from '../../trpc/prefetch.tsx'

export default async function Page() {
  const { auth, ensureSandbox } = container()
  const principal = await auth.principalOf(await headers())
  // Afterwards: a sandbox that does not answer must not hold the page back.
  if (principal !== null) after(() => ensureSandbox(principal))
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.home.get.queryOptions({ window: '24h' }))]}>
      <HomePage />
    </Prefetch>
  )
}
