'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState, ErrorState } from '@patchbay/ui/empty-state'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Elsewhere } from './elsewhere.tsx'
import { type Trouble, troubleOf } from './trouble.ts'

export type QueryLike<T> = {
  data: T | undefined
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

export type QueryViewProps<T> = {
  query: QueryLike<T>
  /** "The runs": begins "… did not load". */
  what: string
  /** What is safe while it does not load. */
  safe?: string
  skeleton?: ReactNode
  /** Where to go from something that is not there. */
  home?: { href: string; label: string }
  children: (data: T) => ReactNode
}

/** What every part of a page is while it loads, when it fails, when one may not see it, and when it is there. */
export function QueryView<T>({ query, what, safe, skeleton, home, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error === null || query.error === undefined) return <>{skeleton ?? <SkeletonRows />}</>
  return (
    <TroubleView
      trouble={troubleOf(query.error)}
      what={what}
      safe={safe}
      home={home}
      retrying={query.isFetching}
      onRetry={() => void query.refetch()}
    />
  )
}

type TroubleViewProps = Pick<QueryViewProps<never>, 'what' | 'safe' | 'home'> & {
  trouble: Trouble
  retrying: boolean
  onRetry: () => void
}

function TroubleView({ trouble, what, safe = 'Your flows keep running.', home, retrying, onRetry }: TroubleViewProps) {
  const link =
    home === undefined ? undefined : (
      <Link className={buttonClass({})} href={home.href}>
        {home.label}
      </Link>
    )
  // What has a way home is a whole page, and a page has a heading.
  const titled = (words: string) => (home === undefined ? words : <h1>{words}</h1>)
  if (trouble.kind === 'not_found') {
    return (
      <EmptyState
        title={titled(`${what} could not be found`)}
        action={
          home === undefined ? undefined : (
            <>
              {link}
              <Elsewhere />
            </>
          )
        }
      >
        {trouble.message ?? 'It may have been removed, or it belongs to another workspace.'}
      </EmptyState>
    )
  }
  if (trouble.kind === 'forbidden') {
    return (
      <EmptyState title={titled('Your role does not let you see this')} action={link}>
        {trouble.message ?? 'Ask an owner of this workspace.'}
      </EmptyState>
    )
  }
  if (trouble.kind === 'signed_out') {
    return (
      <EmptyState
        title={titled('You are signed out')}
        action={
          <Link className={buttonClass({ variant: 'primary' })} href="/sign-in">
            Sign in
          </Link>
        }
      >
        Nothing is lost. Sign in to go on.
      </EmptyState>
    )
  }
  return (
    <ErrorState
      title={titled(`${what} did not load`)}
      reference={trouble.reference ?? undefined}
      onRetry={onRetry}
      retrying={retrying}
    >
      {safe}
    </ErrorState>
  )
}
