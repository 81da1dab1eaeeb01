import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { NoWorkspace } from '../../features/auth/no-workspace.tsx'
import { AppFrame } from '../../features/shell/app-frame.tsx'
import { container } from '../../server/container.ts'
import { Prefetch } from '../../trpc/prefetch.tsx'

export default async function Layout({ children }: { children: ReactNode }) {
  const { auth } = container()
  const principal = await auth.principalOf(await headers())
  if (principal === null) {
    if ((await auth.personOf(await headers())) === null) redirect('/sign-in')
    return <NoWorkspace />
  }
  return (
    <Prefetch
      load={(trpc, client) => [
        client.prefetchQuery(trpc.people.me.queryOptions()),
        client.prefetchQuery(trpc.nav.counts.queryOptions()),
      ]}
    >
      <AppFrame>{children}</AppFrame>
    </Prefetch>
  )
}
