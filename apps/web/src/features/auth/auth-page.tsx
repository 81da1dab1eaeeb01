import { Logo } from '@patchbay/ui/logo'
import type { ReactNode } from 'react'

/** One column, room around it: the first thing anybody sees. */
export function AuthPage({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center bg-page px-4 py-10 max-md:place-items-start">
      <div className="w-full max-w-100">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo size={30} />
          <span className="text-h2">Patchbay</span>
        </div>
        <h1 className="text-h1">{title}</h1>
        <p className="mt-1 mb-6 text-ink-2 text-read">{lead}</p>
        {children}
      </div>
    </main>
  )
}
