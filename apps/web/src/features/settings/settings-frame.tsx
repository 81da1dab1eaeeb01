'use client'

import { PageHeader } from '@patchbay/ui/page-header'
import { LinkTabs } from '@patchbay/ui/tabs'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { useMe } from '../shell/use-me.ts'

const parts = [
  { href: '/settings', label: 'Workspace' },
  { href: '/settings/api-keys', label: 'API keys', needs: 'api_key.read' },
  { href: '/settings/alerts', label: 'Alerts' },
  { href: '/settings/privacy', label: 'Data & privacy' },
  { href: '/settings/audit', label: 'Audit log', needs: 'audit.read' },
  { href: '/settings/account', label: 'Your account' },
  { href: '/settings/sessions', label: 'Your devices' },
] as const

/** The parts of the settings, each with an address of its own. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const me = useMe()
  const pathname = usePathname()
  const shown = parts.filter((part) => !('needs' in part) || me.can[part.needs] || part.href === pathname)
  return (
    <>
      <PageHeader title="Settings" lead={`Of ${me.workspace.name}, and of you.`} className="md:pb-2" />
      <LinkTabs label="Settings" className="flex-none">
        {shown.map(({ href, label }) => (
          <Link key={href} href={href} aria-current={pathname === href ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </LinkTabs>
      {children}
    </>
  )
}
