'use client'

import { Badge } from '@patchbay/ui/badge'
import { linkClass } from '@patchbay/ui/card'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useQuery } from '@tanstack/react-query'
import { ShoppingBag } from 'lucide-react'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'

const modules = [
  { connector: 'shopify', title: 'When an order is placed', app: 'Shopify' },
  { connector: 'stripe', title: 'Capture the payment', app: 'Stripe' },
  { connector: 'easypost', title: 'Buy the cheapest label', app: 'EasyPost' },
  { connector: 'sendgrid', title: 'E-mail the tracking link', app: 'SendGrid' },
] as const

/** Left jack of each module, right jack; the first waits for the order. */
const jacks = [66, 129, 201, 264, 336, 399, 471, 534] as const
const ROW = 198
const cables = [
  'M129 198C133 348 197 348 201 198',
  'M264 198C268 403 332 403 336 198',
  'M399 198C403 368 467 368 471 198',
]

/** The one drawing of a patchbay: where the first order plugs in. */
export function FirstRunRack() {
  const trpc = useTrpc()
  const flow = useQuery(trpc.flows.list.queryOptions()).data?.[0]
  return (
    <div className="flex flex-col overflow-hidden rounded-4 border border-line bg-[radial-gradient(circle,var(--line-2)_1px,transparent_1.1px)] bg-[length:20px_20px] bg-canvas shadow-1 max-xl:hidden">
      <div className="flex items-center gap-2 px-5 pt-4">
        <h2 className="text-h3">{flow?.name ?? 'Order journey'}</h2>
        <Badge kind="sandbox">Sandbox</Badge>
      </div>
      <div className="relative my-auto h-125 w-150" aria-hidden="true">
        <div className="absolute top-11 left-7.5 grid h-47.5 w-135 grid-cols-4 rounded-3 border border-line-2 bg-surface shadow-2">
          {modules.map((module, index) => (
            <div
              key={module.connector}
              className={`flex flex-col items-center px-2.5 pt-5 text-center leading-4 ${index > 0 ? 'border-line border-l' : ''}`}
            >
              <VendorTile connector={module.connector} size={34} />
              <b className="mt-2 min-h-8 text-small leading-4">{module.title}</b>
              <span className="text-ink-3 text-small">{module.app}</span>
            </div>
          ))}
        </div>
        <Cables />
        <span className="absolute top-[411px] left-19 inline-flex h-6.5 items-center gap-1.5 rounded-full border border-run-line bg-run-soft px-3 text-run text-small">
          <ShoppingBag size={13} strokeWidth={1.75} />
          Your first order plugs in here
        </span>
      </div>
      <div className="flex items-center gap-2 border-line border-t bg-surface px-5 py-3">
        <StateGlyph state="queued" size={15} />
        <span className="flex-1">
          {flow === undefined || flow.enabled
            ? 'On and ready, waiting for its first order'
            : 'Off: switch it on to begin'}
        </span>
        {flow === undefined ? null : (
          <Link href={`/flows/${flow.id}`} className={linkClass}>
            Open the flow
          </Link>
        )}
      </div>
    </div>
  )
}

function Cables() {
  return (
    <svg className="absolute top-0 left-0" width="600" height="470" viewBox="0 0 600 470" aria-hidden="true">
      {jacks.map((x, index) => {
        const colour = index === 0 ? 'var(--signal-solid)' : index === 7 ? 'var(--line-ui)' : 'var(--ink-2)'
        const plugged = index > 0 && index < 7
        return (
          <g key={x} stroke={colour} strokeWidth="2">
            <circle cx={x} cy={ROW} r="13" fill="var(--surface)" />
            <circle cx={x} cy={ROW} r="6.5" fill={plugged ? colour : 'none'} />
          </g>
        )
      })}
      {cables.map((path) => (
        <path key={path} d={path} fill="none" stroke="var(--ink-2)" strokeWidth="5" strokeLinecap="round" />
      ))}
      <path d="M-4 430C80 430 56 360 62 304" fill="none" stroke="var(--run-solid)" strokeWidth="5" />
      <g transform="translate(63 302) rotate(22)">
        <rect x="-8" y="-26" width="16" height="30" rx="4" fill="var(--signal-solid)" />
        <rect x="-3.5" y="-42" width="7" height="17" rx="2" fill="var(--line-ui)" />
      </g>
      <circle
        cx="66"
        cy={ROW}
        r="21"
        fill="none"
        stroke="var(--signal-solid)"
        strokeWidth="2"
        strokeDasharray="3 5"
        className="motion-safe:animate-pulse"
      />
    </svg>
  )
}
