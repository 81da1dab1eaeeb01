import { Avatar } from '@patchbay/ui/avatar'
import { Logo } from '@patchbay/ui/logo'
import type { ReactNode } from 'react'

/** The page of a link: nothing but the question. */
export function ApprovalFrame({
  workspace,
  you,
  children,
}: {
  workspace: string
  you: string | null
  children: ReactNode
}) {
  return (
    <div className="flex min-h-dvh flex-col bg-page">
      <header className="flex h-15 flex-none items-center gap-2.5 border-line border-b px-4 md:px-7">
        <Logo size={26} />
        <span className="min-w-0 flex-1 truncate text-h3">{workspace}</span>
        {you === null ? null : (
          <>
            <span className="text-ink-3 text-small max-md:hidden">This link is for {you} alone and works once</span>
            <Avatar name={you} size={28} className="ml-2" />
          </>
        )}
      </header>
      <main className="w-full flex-1 md:px-5 md:pt-10 md:pb-10 max-md:pb-28">{children}</main>
    </div>
  )
}
