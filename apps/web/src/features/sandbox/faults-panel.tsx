'use client'

import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { CodeView } from '@patchbay/ui/code-view'
import { ErrorState } from '@patchbay/ui/empty-state'
import { Switch } from '@patchbay/ui/switch'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import type { ReactNode } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { FaultControls } from './fault-controls.tsx'
import { faultSentence, isAtWork, type System, shopEventsSentence, systems, wishOf } from './fault-words.ts'
import type { Fault, Faults, ShopEvents } from './sandbox-schema.ts'
import { useFaults, useSandboxChange } from './use-sandbox.ts'

/** Break a system on purpose and see what a run does. */
export function FaultsPanel() {
  const faults = useFaults()
  const change = useSandboxChange()
  return (
    <aside
      id="faults"
      aria-label="Faults"
      className="flex w-85 flex-none flex-col gap-3 overflow-y-auto border-line border-l bg-surface px-4.5 py-5 max-xl:w-auto max-xl:border-t max-xl:border-l-0"
    >
      <div>
        <h2 className="text-h2">Faults</h2>
        <p className="text-ink-2 text-small">Break a system on purpose and see what a run does.</p>
      </div>
      {faults.data === undefined ? (
        faults.error === null ? null : (
          <ErrorState
            title="The faults did not load"
            onRetry={() => void faults.refetch()}
            retrying={faults.isFetching}
          >
            {faults.error.message}
          </ErrorState>
        )
      ) : (
        <FaultList faults={faults.data} />
      )}
      <span className="flex-1" />
      <CodeView
        label="The same by HTTP"
        head="The same switches by HTTP, here with your session:"
        code={'PUT /api/sandbox/faults/carrier\n{"fail": 2}'}
        copy={false}
      />
      <InlineTrouble error={change.error?.message} />
      <Button
        className="self-start"
        loading={change.isPending}
        onClick={() => change.mutate({ path: 'faults', method: 'DELETE' })}
      >
        Switch all faults off
      </Button>
    </aside>
  )
}

function FaultList({ faults }: { faults: Faults }) {
  return (
    <ul className="overflow-hidden rounded-3 border border-line">
      {systems.map((system) => (
        <li key={system.name} className="border-line border-b">
          <SystemFault system={system} fault={faults[system.name]} />
        </li>
      ))}
      <li>
        <ShopEventsFault events={faults['shop-events']} />
      </li>
    </ul>
  )
}

function SystemFault({ system, fault }: { system: System; fault: Fault | null }) {
  const change = useSandboxChange()
  const path = `faults/${system.name}`
  const put = (body: unknown) => change.mutate({ path, method: 'PUT', body })
  return (
    <Frame
      connector={system.connector}
      label={system.label}
      sentence={faultSentence(fault)}
      on={isAtWork(fault)}
      onChange={(on) => (on ? put(wishOf(fault?.mode ?? 'fail', fault)) : change.mutate({ path, method: 'DELETE' }))}
    >
      {!isAtWork(fault) ? null : <FaultControls label={system.label} fault={fault} onChange={put} />}
      <InlineTrouble error={change.error?.message} />
    </Frame>
  )
}

function ShopEventsFault({ events }: { events: ShopEvents }) {
  const change = useSandboxChange()
  const path = 'faults/shop-events'
  const on = events.duplicate || events.outOfOrder || events.delayMs > 0
  return (
    <Frame
      connector="shopify"
      label="Shop events"
      sentence={shopEventsSentence(events)}
      on={on}
      onChange={(next) =>
        next
          ? change.mutate({ path, method: 'PUT', body: { duplicate: true } })
          : change.mutate({ path, method: 'DELETE' })
      }
    >
      <InlineTrouble error={change.error?.message} />
    </Frame>
  )
}

type FrameProps = {
  connector: string
  label: string
  sentence: string
  on: boolean
  onChange: (on: boolean) => void
  children: ReactNode
}

function Frame({ connector, label, sentence, on, onChange, children }: FrameProps) {
  return (
    <div className={cn('px-3 py-2.5', on && 'bg-attn-tint')}>
      <div className="flex gap-3">
        <VendorTile connector={connector} size={30} />
        <div className="min-w-0 flex-1">
          <div className="flex items-start gap-2">
            <b className="flex-1 font-medium">{label}</b>
            <Switch
              tone="fault"
              checked={on}
              onCheckedChange={onChange}
              label={`${label}: fault ${on ? 'on' : 'off'}`}
            />
          </div>
          <p className={cn('text-small', on ? 'text-attn' : 'text-ink-3')}>{sentence}</p>
        </div>
      </div>
      {children}
    </div>
  )
}
