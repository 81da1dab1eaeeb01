'use client'

import { AppShell, type NavGroup, type NavItem } from '@patchbay/ui/app-shell'
import type { MenuItem } from '@patchbay/ui/menu'
import { Banner } from '@patchbay/ui/say-box'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CircleUser, LogOut, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { type ReactNode, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { signOut } from '../auth/sign-out.ts'
import { useMedia } from '../shared/use-media.ts'
import { counted, sentenceCase } from '../shared/words.ts'
import { FollowContext } from './follow-live.ts'
import { LazyPalette } from './lazy-palette.tsx'
import { isCanvas, isCurrent, type Place, phonePlaces, places } from './navigation.tsx'
import { LiveContext, useLive } from './use-live.ts'
import { useMe } from './use-me.ts'
import { useWorkspaceMenu } from './use-workspace-menu.tsx'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

const NewWorkspace = dynamic(() => import('./new-workspace.tsx').then((module) => module.NewWorkspace), { ssr: false })

/** The sidebar, rail or phone bar around every page of a signed-in person. */
export function AppFrame({ children }: { children: ReactNode }) {
  const me = useMe()
  const pathname = usePathname()
  const { connected, follow } = useLive()
  const [finding, setFinding] = useState(false)
  const { groups, phone } = useNavigation(pathname, me.sandbox)
  const engine = useEngine()
  const [creating, setCreating] = useState(false)
  const workspaceMenu = useWorkspaceMenu(() => setCreating(true))
  return (
    <LiveContext.Provider value={connected}>
      <FollowContext.Provider value={follow}>
        <AppShell
          groups={groups}
          phone={phone}
          link={Link}
          workspace={me.workspace.name}
          workspaceMenu={workspaceMenu}
          person={{
            name: me.user.name,
            role: sentenceCase(me.role ?? 'member'),
            menu: usePersonMenu(me.sandbox, workspaceMenu),
          }}
          onSearch={() => setFinding(true)}
          health={<Health engine={engine} connected={connected} />}
          banner={<Trouble engine={engine} connected={connected} />}
          rail={isCanvas(pathname)}
        >
          {children}
        </AppShell>
        <LazyPalette open={finding} onOpenChange={setFinding} />
        {creating ? <NewWorkspace onClose={() => setCreating(false)} /> : null}
      </FollowContext.Provider>
    </LiveContext.Provider>
  )
}

function useNavigation(pathname: string, sandbox: boolean): { groups: NavGroup[]; phone: NavItem[] } {
  const trpc = useTrpc()
  const counts = useQuery(trpc.nav.counts.queryOptions(undefined, { placeholderData: keepPreviousData })).data
  const all: readonly Place[] = places
  const item = (place: Place): NavItem => {
    const Icon = place.icon
    return {
      href: place.href,
      label: place.label,
      icon: <Icon {...icon} />,
      current: isCurrent(place, pathname),
      count: place.count === undefined ? undefined : counts?.[place.count],
      attention: place.count !== undefined,
    }
  }
  const of = (group: Place['group']) => all.filter((place) => place.group === group).map(item)
  const groups: NavGroup[] = [{ items: of('main') }]
  if (sandbox) groups.push({ title: 'Safe to play with', items: of('sandbox') })
  groups.push({ title: 'Workspace', items: of('workspace') })
  const phone = phonePlaces.flatMap((href) => all.filter((place) => place.href === href)).map(item)
  return { groups, phone }
}

type Engine = { reachable: boolean; queued: number } | undefined

/** Home's figures carry it; every page shows it. */
function useEngine(): Engine {
  const trpc = useTrpc()
  return useQuery(
    trpc.home.get.queryOptions({ window: '24h' }, { select: (home) => home.engine, refetchInterval: 30_000 }),
  ).data
}

function Health({ engine, connected }: { engine: Engine; connected: boolean }) {
  const well = connected && engine?.reachable !== false
  return (
    <>
      <StateGlyph state={well ? 'succeeded' : 'attention'} size={14} />
      {well ? 'Patchbay is healthy' : connected ? 'The engine is away' : 'Connecting again…'}
    </>
  )
}

function Trouble({ engine, connected }: { engine: Engine; connected: boolean }) {
  if (!connected) {
    return <Banner>You are offline. What you see may be old; your flows keep running.</Banner>
  }
  if (engine === undefined || engine.reachable) return null
  return (
    <Banner>
      <b>Runs are waiting.</b> {counted(engine.queued, 'event is', 'events are')} safely queued and start by themselves.
    </Banner>
  )
}

function usePersonMenu(sandbox: boolean, workspaces: MenuItem[]): MenuItem[] {
  const router = useRouter()
  const { theme, setTheme } = useTheme()
  const themes = [
    { value: 'light', label: 'Light', icon: <Sun {...icon} /> },
    { value: 'dark', label: 'Dark', icon: <Moon {...icon} /> },
    { value: 'system', label: 'As the system', icon: <Monitor {...icon} /> },
  ]
  const phone = useMedia('(max-width: 767px)')
  // The sidebar, with the workspace's own menu at its head, is only there from 1024 px on.
  const narrow = useMedia('(max-width: 1023px)')
  return [
    ...(phone ? elsewhere(sandbox, (href) => router.push(href)) : []),
    ...(narrow ? [...workspaces, { kind: 'line' as const }] : []),
    { kind: 'title', label: 'Colours' },
    ...themes.map((each) => ({
      label: each.label,
      icon: each.icon,
      checked: theme === each.value,
      onSelect: () => setTheme(each.value),
    })),
    { kind: 'line' },
    ...(phone ? [] : [{ label: 'Settings', icon: <Settings2 {...icon} />, onSelect: () => router.push('/settings') }]),
    { label: 'Your account', icon: <CircleUser {...icon} />, onSelect: () => router.push('/settings/account') },
    { label: 'Sign out', icon: <LogOut {...icon} />, onSelect: () => void signOut() },
  ]
}

/** On a phone the bar holds four places; the others are here. */
function elsewhere(sandbox: boolean, go: (href: string) => void): MenuItem[] {
  const all: readonly Place[] = places
  // Members stand with the workspaces, below.
  const others = all.filter(
    ({ href, group }) => !phonePlaces.includes(href) && href !== '/members' && (sandbox || group !== 'sandbox'),
  )
  return [
    { kind: 'title', label: 'Go to' },
    ...others.map(({ href, label, icon: Icon }) => ({ label, icon: <Icon {...icon} />, onSelect: () => go(href) })),
    { kind: 'line' },
  ]
}
