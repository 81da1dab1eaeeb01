import { HomePage } from '../../features/home/home-page.tsx'
import { Prefetch } from '../../trpc/prefetch.tsx'

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.home.get.queryOptions({ window: '24h' }))]}>
      <HomePage />
    </Prefetch>
  )
}
