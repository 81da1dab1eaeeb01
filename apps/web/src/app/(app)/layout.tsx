import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { NoWorkspace } from '../../features/auth/no-workspace.tsx'
import { ASKED_HEADER } from '../../features/shared/asked-header.ts'
import { AppFrame } from '../../features/shell/app-frame.tsx'
import { container } from '../../server/container.ts'
import { Prefetch } from '../../trpc/prefetch.tsx'

export default async function Layout({ children }: { children: ReactNode }) {
  const { auth } = container()
  const asked = await headers()
  const principal = await auth.principalOf(asked)
  if (principal === null) {
    if ((await auth.personOf(asked)) === null) redirect(signInFor(asked.get(ASKED_HEADER)))
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

/** A link that a colleague sent leads to what it shows, after signing in. */
function signInFor(path: string | null): string {
  return path === null || path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`
}
