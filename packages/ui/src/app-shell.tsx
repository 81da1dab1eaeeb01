'use client'

import { ChevronsUpDown, Ellipsis, Search } from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { Avatar } from './avatar.tsx'
import { Count } from './badge.tsx'
import { cn } from './cn.ts'
import { Kbd } from './kbd.tsx'
import { Logo } from './logo.tsx'
import { Menu, type MenuItem } from './menu.tsx'
import { PhoneTools } from './page-header.tsx'
import { PlainButton } from './plain-button.tsx'
import { Tooltip, type TooltipProps } from './tooltip.tsx'

export type NavItem = {
  href: string
  label: string
  icon: ReactNode
  current: boolean
  count?: number
  /** The count asks for a person. */
  attention?: boolean
}

export type NavGroup = { title?: string; items: readonly NavItem[] }

export type NavLink = ComponentType<{
  href: string
  className?: string
  children?: ReactNode
  'aria-current'?: 'page'
  'aria-label'?: string
}>

export type AppShellProps = {
  groups: readonly NavGroup[]
  /** Four, for the bar at the foot of a phone. */
  phone: readonly NavItem[]
  link: NavLink
  workspace: string
  workspaceMenu?: readonly MenuItem[]
  person: { name: string; role: string; menu: readonly MenuItem[] }
  onSearch: () => void
  /** "Patchbay is healthy" with its glyph. */
  health?: ReactNode
  /** Over every page: engine away, offline. */
  banner?: ReactNode
  /** Narrow: the page is a canvas. */
  rail?: boolean
  children: ReactNode
}

/** Sidebar of 224 from 1024 px, rail of 52 below and where the page is a canvas, a bar of four on phones. */
export function AppShell(props: AppShellProps) {
  const { rail = false, banner, children } = props
  return (
    <PhoneTools.Provider value={<ShellTools {...props} />}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-70 focus:rounded-2 focus:bg-surface focus:px-3 focus:py-1.5 focus:shadow-3"
      >
        Skip to the page
      </a>
      <div className="flex h-dvh overflow-hidden print:block print:h-auto print:overflow-visible">
        {rail ? null : <Side {...props} />}
        <Rail {...props} className={cn('hidden md:flex print:hidden', rail ? '' : 'lg:hidden')} />
        <div className="flex min-w-0 flex-1 flex-col">
          {banner}
          <main
            id="main"
            tabIndex={-1}
            className="focus-none relative flex min-h-0 flex-1 flex-col overflow-y-auto print:block print:overflow-visible"
          >
            {children}
          </main>
          <PhoneBar {...props} />
        </div>
      </div>
    </PhoneTools.Provider>
  )
}

function Side({ groups, link: Link, workspace, workspaceMenu, person, onSearch, health }: AppShellProps) {
  return (
    <aside
      aria-label="Workspace"
      className="hidden w-side flex-none flex-col gap-0.5 overflow-y-auto border-line border-r bg-page px-2.5 py-3 lg:flex print:hidden"
    >
      <WorkspaceHead workspace={workspace} menu={workspaceMenu} />
      <PlainButton
        onClick={onSearch}
        className="mt-1 mb-2.5 flex h-8 flex-none items-center gap-2 rounded-2 border border-line-ui bg-surface pr-1.5 pl-2.5 text-left text-ink-3 text-ui"
      >
        <Search size={15} strokeWidth={1.75} aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">Find or do…</span>
        <Kbd>⌘K</Kbd>
      </PlainButton>
      <nav aria-label="Main" className="flex flex-col gap-px">
        {groups.map((group, index) => (
          <NavGroupView key={group.title ?? index} group={group} link={Link} />
        ))}
      </nav>
      <span className="flex-1" />
      {health === undefined ? null : <div className="flex items-center gap-2 p-2 text-ink-3 text-small">{health}</div>}
      <div className="border-line border-t pt-2">
        <Menu
          items={person.menu}
          side="top"
          trigger={
            <button
              type="button"
              className="flex w-full items-center gap-[9px] rounded-2 px-1.5 py-1 text-left hover:bg-shade"
            >
              <Avatar name={person.name} size={26} />
              <span className="min-w-0 flex-1">
                <b className="block truncate font-medium leading-4">{person.name}</b>
                <small className="block text-[11px] text-ink-3 leading-3.5">{person.role}</small>
              </span>
              <Ellipsis size={15} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
            </button>
          }
        />
      </div>
    </aside>
  )
}

function WorkspaceHead({ workspace, menu }: { workspace: string; menu: readonly MenuItem[] | undefined }) {
  const head = (
    <>
      <Logo size={24} className="flex-none" />
      <span className="min-w-0 flex-1">
        <b className="block truncate text-ink leading-[17px]">{workspace}</b>
        <small className="block text-[11px] text-ink-3 leading-3.5">Workspace</small>
      </span>
    </>
  )
  const headClass = 'flex w-full items-center gap-2.5 rounded-2 px-1.5 pt-0.5 pb-1.5 text-left'
  if (menu === undefined) return <div className={headClass}>{head}</div>
  return (
    <Menu
      items={menu}
      trigger={
        <button type="button" className={cn(headClass, 'hover:bg-shade')}>
          {head}
          <ChevronsUpDown size={15} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
        </button>
      }
    />
  )
}

function NavGroupView({ group, link: Link }: { group: NavGroup; link: NavLink }) {
  return (
    <>
      {group.title === undefined ? null : (
        <div className="px-2 pt-3.5 pb-1 font-medium text-ink-3 text-meta">{group.title}</div>
      )}
      {group.items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? 'page' : undefined}
          className={cn(
            'flex h-8 items-center gap-2.5 rounded-2 px-2 font-medium text-ink-2 hover:bg-shade',
            item.current && 'bg-surface-3 text-ink hover:bg-surface-3',
          )}
        >
          {item.icon}
          <span className="min-w-0 flex-1 truncate">{item.label}</span>
          {item.count === undefined || item.count === 0 ? null : (
            <Count
              tone={item.attention ? 'attn' : 'plain'}
              className={item.current && !item.attention ? 'bg-surface' : ''}
            >
              {item.count}
            </Count>
          )}
        </Link>
      ))}
    </>
  )
}

function Rail({ groups, link: Link, person, onSearch, className }: AppShellProps & { className: string }) {
  const iconClass =
    'relative grid size-9 flex-none place-items-center rounded-[8px] text-ink-3 hover:bg-shade hover:text-ink'
  return (
    <div
      className={cn(
        'w-rail flex-none flex-col items-center gap-1 overflow-y-auto border-line border-r bg-page pb-3',
        className,
      )}
    >
      <span className="grid h-topbar flex-none place-items-center">
        <Logo size={24} />
      </span>
      <nav aria-label="Main" className="flex flex-col items-center gap-1">
        {groups.map((group, index) => (
          <div key={group.title ?? index} className="flex flex-col items-center gap-1">
            {index === 0 ? null : <hr className="my-1.5 w-6 border-line" />}
            {group.items.map((item) => (
              <RailTip key={item.href} label={item.label}>
                <Link
                  href={item.href}
                  aria-label={item.count ? `${item.label}, ${item.count}` : item.label}
                  aria-current={item.current ? 'page' : undefined}
                  className={cn(iconClass, item.current && 'bg-surface-3 text-ink')}
                >
                  {item.icon}
                  {item.attention && item.count ? (
                    <i className="absolute top-1.5 right-1.5 box-content size-[7px] rounded-full border-[1.5px] border-page bg-attn-solid" />
                  ) : null}
                </Link>
              </RailTip>
            ))}
          </div>
        ))}
      </nav>
      <span className="flex-1" />
      <RailTip label="Find or do anything">
        <PlainButton onClick={onSearch} aria-label="Find or do anything" className={iconClass}>
          <Search size={17} strokeWidth={1.75} aria-hidden="true" />
        </PlainButton>
      </RailTip>
      <PersonMenu person={person} size={26} />
    </div>
  )
}

function RailTip({ label, children }: Pick<TooltipProps, 'label' | 'children'>) {
  return (
    <Tooltip label={label} side="right">
      {children}
    </Tooltip>
  )
}

function PersonMenu({ person, size }: { person: AppShellProps['person']; size: number }) {
  return (
    <Menu
      items={person.menu}
      trigger={
        <button type="button" className="grid size-11 flex-none place-items-center rounded-full">
          <Avatar name={person.name} size={size} />
          <span className="sr-only">
            {person.name}, {person.role}
          </span>
        </button>
      }
    />
  )
}

function ShellTools({ person, onSearch }: AppShellProps) {
  return (
    <>
      <PlainButton
        aria-label="Find or do anything"
        onClick={onSearch}
        className="grid size-11 place-items-center rounded-2 text-ink-2"
      >
        <Search size={18} strokeWidth={1.75} aria-hidden="true" />
      </PlainButton>
      <PersonMenu person={person} size={32} />
    </>
  )
}

function PhoneBar({ phone, link: Link }: AppShellProps) {
  return (
    <nav
      aria-label="Main"
      className="grid h-18 flex-none grid-cols-4 border-line-2 border-t bg-surface pb-[max(8px,env(safe-area-inset-bottom))] md:hidden print:hidden"
    >
      {phone.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? 'page' : undefined}
          className={cn(
            'focus-inset relative flex flex-col items-center justify-center gap-[3px] font-medium text-[11px] text-ink-3 leading-3.5',
            item.current &&
              'text-ink before:absolute before:-top-px before:h-[3px] before:w-9 before:rounded-b-[3px] before:bg-ink before:content-[""]',
          )}
        >
          {item.icon}
          {item.label}
          {item.count === undefined || item.count === 0 ? null : (
            <i className="absolute top-2 left-[calc(50%+6px)] min-w-[17px] rounded-full bg-attn px-1 text-center font-semibold text-meta text-surface not-italic">
              {item.count}
            </i>
          )}
        </Link>
      ))}
    </nav>
  )
}
