'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { cn } from './cn.ts'
import { Logo } from './logo.tsx'

/** What stands at the right of a page's title on a phone: search, the person. Given by the shell. */
export const PhoneTools = createContext<ReactNode>(null)

export type PageHeaderProps = {
  title: ReactNode
  /** The sentence under it. */
  lead?: ReactNode
  actions?: ReactNode
  className?: string
}

export function PageHeader({ title, lead, actions, className }: PageHeaderProps) {
  const tools = useContext(PhoneTools)
  return (
    <header
      className={cn(
        'flex flex-none flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 pb-3 md:pt-5.5 md:pb-4 lg:px-7',
        className,
      )}
    >
      <Logo size={26} className="flex-none md:hidden" />
      <div className="min-w-0 flex-1">
        <h1 className="truncate text-h1">{title}</h1>
        {lead === undefined ? null : <p className="text-ink-2 max-md:hidden">{lead}</p>}
      </div>
      <span className="flex flex-none items-center gap-1 md:hidden">{tools}</span>
      {lead === undefined ? null : <p className="w-full text-ink-2 md:hidden">{lead}</p>}
      {actions === undefined ? null : (
        <div className="flex flex-none items-center gap-2 max-md:w-full max-md:flex-wrap">{actions}</div>
      )}
    </header>
  )
}

export type TopBarProps = {
  /** A link or button back. */
  back?: ReactNode
  title: ReactNode
  /** State, badges, flow and version. */
  children?: ReactNode
  actions?: ReactNode
  className?: string
}

/** From a phone to a desk: the title is cut down to 160 px before the actions go to a line of their own. */
const beforeWrapping = 'md:max-lg:max-w-max md:max-lg:grow-999 md:max-lg:basis-40'

/** The 52 px bar of a run, a flow, the editor. */
export function TopBar({ back, title, children, actions, className }: TopBarProps) {
  return (
    <header
      className={cn(
        'flex min-h-topbar min-w-0 flex-none items-center gap-2 border-line border-b bg-surface pr-3 pl-2 max-lg:flex-wrap max-lg:py-1',
        className,
      )}
    >
      {back}
      <h1 className={cn('min-w-0 truncate text-h3', beforeWrapping)}>{title}</h1>
      {children}
      <span className="flex-1" />
      {actions === undefined ? null : <div className="flex flex-none items-center gap-2 md:ml-auto">{actions}</div>}
    </header>
  )
}
