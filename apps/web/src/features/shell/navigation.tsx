import {
  Activity,
  House,
  type LucideIcon,
  Mail,
  Plug,
  Settings2,
  Store,
  TriangleAlert,
  UserRoundCheck,
  Users,
  Workflow,
} from 'lucide-react'

export type Place = {
  href: string
  label: string
  icon: LucideIcon
  group: 'main' | 'sandbox' | 'workspace'
  count?: 'problems' | 'approvals' | 'connections'
  /** Addresses below these are part of it. */
  also?: readonly string[]
}

export const places = [
  { href: '/', label: 'Home', icon: House, group: 'main' },
  { href: '/flows', label: 'Flows', icon: Workflow, group: 'main' },
  { href: '/runs', label: 'Runs', icon: Activity, group: 'main', also: ['/deliveries'] },
  { href: '/problems', label: 'Problems', icon: TriangleAlert, group: 'main', count: 'problems' },
  { href: '/approvals', label: 'Approvals', icon: UserRoundCheck, group: 'main', count: 'approvals' },
  { href: '/connections', label: 'Connections', icon: Plug, group: 'main', count: 'connections' },
  { href: '/sandbox', label: 'Sandbox shop', icon: Store, group: 'sandbox' },
  { href: '/mail', label: 'Mail room', icon: Mail, group: 'sandbox' },
  { href: '/members', label: 'Members', icon: Users, group: 'workspace' },
  { href: '/settings', label: 'Settings', icon: Settings2, group: 'workspace' },
] as const satisfies readonly Place[]

/** The four at the foot of a phone: where one reads and acts. */
export const phonePlaces: readonly string[] = ['/runs', '/problems', '/approvals', '/']

export function isCurrent(place: Place, pathname: string): boolean {
  if (place.href === '/') return pathname === '/'
  return [place.href, ...(place.also ?? [])].some((href) => pathname === href || pathname.startsWith(`${href}/`))
}

/** Pages that are a canvas keep the navigation narrow. */
export function isCanvas(pathname: string): boolean {
  return /^\/(runs|flows)\/[^/]+/.test(pathname)
}
