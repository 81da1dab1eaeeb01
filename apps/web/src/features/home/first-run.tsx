'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { Logo } from '@patchbay/ui/logo'
import { ArrowRight, Check, CodeXml, Plug, Store, TriangleAlert, Workflow } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { PlaceForMe } from '../sandbox/place-for-me.tsx'
import { useMe } from '../shell/use-me.ts'
import { FirstRunRack } from './first-run-rack.tsx'

/** Home until the first run exists: one promise, one action, four steps of which the first is already done. */
export function FirstRun() {
  const me = useMe()
  return (
    <div className="flex max-w-[1260px] flex-col gap-9 px-4 pt-6 pb-8 md:pt-10 lg:px-9">
      <section className="grid gap-10 xl:grid-cols-[minmax(0,1fr)_602px]">
        <div>
          <span className="flex items-center gap-[7px] text-ink-3 text-small">
            <Logo size={18} />
            Welcome, {me.user.name.split(' ')[0]}
          </span>
          {me.sandbox ? <WithSandbox /> : <WithoutSandbox />}
        </div>
        <FirstRunRack />
      </section>
      <OwnWay sandbox={me.sandbox} />
    </div>
  )
}

function WithSandbox() {
  return (
    <>
      <h1 className="my-3 text-display">
        Send one order through.
        <br />
        It takes two minutes.
      </h1>
      <p className="max-w-[44ch] text-[15px] text-ink-2 leading-6">
        Your workspace comes with a pretend shop and a finished flow, already on. Nothing you do here reaches a real
        customer.
      </p>
      <ol className="mt-8">
        <StepLine state="done" title="Your workspace is ready">
          Sandbox shop, payments, carrier, CRM and mail are connected.
        </StepLine>
        <StepLine state="now" number={2} title="Place a test order">
          Pick a mug, press “Place and pay”. Then watch its run.
          <span className="mt-2.5 flex flex-wrap items-center gap-2.5">
            <Link href="/sandbox" className={buttonClass({ variant: 'primary', size: 'lg' })}>
              <Store size={16} strokeWidth={1.75} aria-hidden="true" />
              Open the sandbox shop
            </Link>
            <PlaceForMe />
          </span>
        </StepLine>
        <StepLine state="next" number={3} title="Watch it run">
          Press “Watch” beside the order in the shop. Payment, stock, label, CRM, e-mail: each step lights up.
        </StepLine>
        <StepLine state="next" number={4} title="Break something">
          In the shop, too, under “Faults”: let the carrier fail, and see what is tried again and what stays done.
        </StepLine>
      </ol>
    </>
  )
}

function WithoutSandbox() {
  return (
    <>
      <h1 className="my-3 text-display">Connect your first system.</h1>
      <p className="max-w-[44ch] text-[15px] text-ink-2 leading-6">
        The sandbox is switched off on this Patchbay, so you begin with an account of your own.
      </p>
      <Link href="/connections?add=1" className={cn(buttonClass({ variant: 'primary', size: 'lg' }), 'mt-6')}>
        <Plug size={16} strokeWidth={1.75} aria-hidden="true" />
        Add a connection
      </Link>
    </>
  )
}

type StepLineProps = { state: 'done' | 'now' | 'next'; number?: number; title: string; children: ReactNode }

function StepLine({ state, number, title, children }: StepLineProps) {
  return (
    <li
      className={cn(
        'relative flex gap-3.5 pb-7.5 last:pb-0 not-last:before:absolute not-last:before:top-6.5 not-last:before:-bottom-px not-last:before:left-3 not-last:before:w-0.5 not-last:before:content-[""]',
        state === 'done' ? 'not-last:before:bg-ok-solid' : 'not-last:before:bg-line-2',
      )}
    >
      <i
        className={cn(
          'z-1 grid size-6.5 flex-none place-items-center rounded-full border-[1.5px] font-medium text-small not-italic',
          state === 'done' && 'border-ok-solid bg-ok-solid text-surface',
          state === 'now' &&
            'border-2 border-signal-solid bg-page text-signal shadow-[0_0_0_4px_color-mix(in_srgb,var(--signal-solid)_18%,transparent)]',
          state === 'next' && 'border-line-ui bg-page text-ink-3',
        )}
      >
        {state === 'done' ? <Check size={13} strokeWidth={3} aria-label="done" /> : number}
      </i>
      <div className="min-w-0 flex-1">
        <b className={cn('block text-read leading-6', state === 'next' ? 'font-medium text-ink-2' : 'font-semibold')}>
          {title}
        </b>
        <div className={cn('text-small', state === 'now' ? 'text-ink-2' : 'text-ink-3')}>{children}</div>
      </div>
    </li>
  )
}

const ways = [
  {
    href: '/flows',
    title: 'Look at the flow',
    text: 'Order journey, step by step, with its branches.',
    icon: Workflow,
  },
  {
    href: '/connections?add=1',
    title: 'Connect a system',
    text: 'A shop, payments or mail account of your own.',
    icon: Plug,
  },
  {
    href: '/sandbox#faults',
    title: 'Break a system',
    text: 'Make the carrier fail and watch the retries.',
    icon: TriangleAlert,
  },
  { href: '/settings', title: 'Use the API', text: 'Start flows and read runs from your own code.', icon: CodeXml },
] as const

function OwnWay({ sandbox }: { sandbox: boolean }) {
  const shown = ways.filter((way) => sandbox || !way.href.startsWith('/sandbox'))
  return (
    <section>
      <h2 className="mb-2.5 text-h2">Or start your own way</h2>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {shown.map(({ href, title, text, icon: Icon }) => (
          <Link
            key={href}
            href={href}
            className="flex items-start gap-3 rounded-3 border border-line bg-surface p-3.5 hover:border-line-ui"
          >
            <span className="grid size-8.5 flex-none place-items-center rounded-[8px] bg-surface-3 text-ink-2">
              <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
            </span>
            <span className="min-w-0 flex-1">
              <b className="block">{title}</b>
              <span className="block text-ink-2 text-small">{text}</span>
            </span>
            <ArrowRight size={16} strokeWidth={1.75} className="mt-[3px] text-ink-3" aria-hidden="true" />
          </Link>
        ))}
      </div>
    </section>
  )
}
