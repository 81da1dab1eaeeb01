'use client'

import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { Facts } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { CodeView } from '@patchbay/ui/code-view'
import { TopBar } from '@patchbay/ui/page-header'
import { exactTimeWords } from '@patchbay/ui/relative-time-words'
import { useTimeZone } from '@patchbay/ui/use-now'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, Printer } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowDocumentation } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { DocumentedSteps } from './documented-steps.tsx'

/** A flow told in words, for people who never open the editor, and for paper. */
export function DocumentationPage({ id }: { id: string }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.documentation.queryOptions({ id }))
  return (
    <QueryView query={query} what="The documentation" home={{ href: '/flows', label: 'All flows' }}>
      {(page) => <Documentation page={page} />}
    </QueryView>
  )
}

function Documentation({ page }: { page: FlowDocumentation }) {
  return (
    <>
      <div className="print:hidden">
        <TopBar
          back={
            <Link
              href={`/flows/${page.id}`}
              aria-label={`Back to ${page.name}`}
              className={buttonClass({ variant: 'quiet', square: true })}
            >
              <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
            </Link>
          }
          title="Documentation"
          actions={
            <Button icon={<Printer size={15} strokeWidth={1.75} aria-hidden="true" />} onClick={() => window.print()}>
              Print
            </Button>
          }
        />
      </div>
      <article className="printed mx-auto flex w-full max-w-200 flex-col gap-8 px-4 py-8 text-read lg:px-7 print:max-w-none print:p-0">
        <header>
          {/* On paper the bar with the page's own heading is gone: there the flow's name is it. */}
          <h2 className={cn(nameClass, 'flex print:hidden')}>
            <Name page={page} />
          </h2>
          <h1 className={cn(nameClass, 'hidden print:flex')}>
            <Name page={page} />
          </h1>
          <p className="mt-1 text-ink-2">{leadOf(page)}</p>
        </header>
        <Part title="What starts it">
          <Start page={page} />
        </Part>
        <Part title="How it stands">
          <Standing page={page} />
        </Part>
        {page.connections.length === 0 ? null : (
          <Part title="Connections">
            <Connections page={page} />
          </Part>
        )}
        <Part title="Steps">
          <DocumentedSteps steps={page.steps} />
        </Part>
        {page.notes.length === 0 ? null : (
          <Part title="Notes on the canvas">
            <ul className="flex flex-col gap-2">
              {page.notes.map((note) => (
                <li key={note} className="whitespace-pre-wrap border-line-2 border-l-2 pl-3">
                  {note}
                </li>
              ))}
            </ul>
          </Part>
        )}
      </article>
    </>
  )
}

const nameClass = 'flex-wrap items-center gap-2.5 text-h1'

function Name({ page }: { page: FlowDocumentation }) {
  return (
    <>
      {page.name}
      <Badge>{page.version === null ? 'draft' : `v${page.version.number}`}</Badge>
    </>
  )
}

function leadOf(page: FlowDocumentation): string {
  const steps = page.steps.length === 1 ? '1 step' : `${page.steps.length} steps`
  const folder = page.folder === null ? '' : ` In the folder ${page.folder}.`
  if (page.version === null) return `${steps}. Never published: this is the draft.${folder}`
  const ahead = page.draftAhead ? ' The draft holds changes that are not in this.' : ''
  return `${steps}. ${page.enabled ? 'Switched on' : 'Switched off'}.${ahead}${folder}`
}

function Start({ page }: { page: FlowDocumentation }) {
  const timeZone = useTimeZone()
  const { trigger, start } = page
  if (start === null) return <p className="text-ink-3">Nothing starts it yet.</p>
  return (
    <div className="flex flex-col gap-2">
      <p>{start}.</p>
      {trigger === null || trigger.url === null ? null : (
        <CodeView
          label="Address"
          head={trigger.type === 'webhook' ? 'Its own address' : 'Events come in at'}
          code={trigger.url}
          copy
          wrap
        />
      )}
      {trigger === null || trigger.next === null || trigger.next.length === 0 ? null : (
        <p className="text-ink-2">Next: {trigger.next.map((time) => exactTimeWords(time, timeZone)).join('; ')}</p>
      )}
    </div>
  )
}

function Standing({ page }: { page: FlowDocumentation }) {
  const timeZone = useTimeZone()
  const { version } = page
  return (
    <Facts
      items={[
        { name: 'Version', value: version === null ? 'never published' : String(version.number) },
        ...(version === null
          ? []
          : [
              {
                name: 'Published',
                value: `${exactTimeWords(version.publishedAt, timeZone)}, by ${version.publishedBy}`,
              },
              { name: 'Why', value: version.note ?? 'not said' },
            ]),
        { name: 'Now', value: page.enabled ? 'on' : 'off' },
      ]}
    />
  )
}

function Connections({ page }: { page: FlowDocumentation }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {page.connections.map(({ name, connectorTitle, environment, steps }) => (
        <li key={`${name} ${connectorTitle} ${environment}`}>
          <b className="font-medium">{name}</b>, {connectorTitle}, {environment}:{' '}
          <span className="text-ink-2">{steps.join(', ')}</span>
        </li>
      ))}
    </ul>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-h2">{title}</h2>
      {children}
    </section>
  )
}
