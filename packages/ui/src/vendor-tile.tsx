import { Braces, Mail } from 'lucide-react'
import type { ReactNode } from 'react'
import { siHubspot, siShopify, siStripe } from 'simple-icons'
import { hueOf } from './avatar.tsx'
import { cn } from './cn.ts'

export type VendorTileProps = {
  /** A connector's id. An unknown one gets a geometric mark of its own. */
  connector: string
  /** Of the tile, in pixels. */
  size?: number
  className?: string
}

/** A vendor's mark in its tile. Decoration: the vendor's name stands beside it. */
export function VendorTile({ connector, size = 30, className }: VendorTileProps) {
  const neutral = markOf(connector).neutral === true
  return (
    <span
      className={cn(
        'grid flex-none place-items-center rounded-[8px] border',
        neutral ? 'border-transparent bg-surface-3' : 'border-line bg-surface dark:bg-surface-2',
        className,
      )}
      style={{ width: size, height: size }}
    >
      <VendorMark connector={connector} size={Math.round(size * 0.57)} />
    </span>
  )
}

/** A step kind's or other icon in the same tile. */
export function IconTile({ icon, size = 30, className }: { icon: ReactNode; size?: number; className?: string }) {
  return (
    <span
      className={cn('grid flex-none place-items-center rounded-[8px] bg-surface-3 text-ink-2', className)}
      style={{ width: size, height: size }}
    >
      {icon}
    </span>
  )
}

export function VendorMark({ connector, size = 16, className }: VendorTileProps) {
  const mark = markOf(connector)
  return (
    <svg
      className={cn('block flex-none', mark.colour, className)}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      {mark.shape}
    </svg>
  )
}

type Mark = { colour: string; shape: ReactNode; neutral?: true }

const glyph = (path: string): ReactNode => <path d={path} fill="currentColor" />

const marks: Record<string, Mark> = {
  shopify: { colour: 'text-v-store', shape: glyph(siShopify.path) },
  stripe: { colour: 'text-v-pay', shape: glyph(siStripe.path) },
  hubspot: { colour: 'text-v-crm', shape: glyph(siHubspot.path) },
  easypost: {
    colour: 'text-v-ship',
    shape: (
      <>
        {glyph('M12 3 20 7.5v9L12 21l-8-4.5v-9z')}
        <path d="M4.5 7.7 12 12l7.5-4.3M12 12v8.5" stroke="var(--surface)" strokeWidth="1.8" fill="none" />
      </>
    ),
  },
  sendgrid: {
    colour: 'text-v-mail',
    shape: (
      <>
        {glyph('M3 9h6v6H3zM9 15h6v6H9zM15 3h6v6h-6z')}
        <path d="M9 9h6v6H9zM9 3h6v6H9zM15 9h6v6h-6z" fill="currentColor" opacity=".45" />
      </>
    ),
  },
  smtp: { colour: 'text-v-mail', shape: <Mail strokeWidth={2} /> },
  http: { colour: 'text-ink-2', shape: <Braces strokeWidth={1.9} />, neutral: true },
}

const colours = ['text-v-chat', 'text-v-erp', 'text-v-sms', 'text-v-stock', 'text-v-ship', 'text-v-crm'] as const

const shapes: readonly ReactNode[] = [
  <rect key="r" x="4" y="4" width="16" height="16" rx="5" fill="none" stroke="currentColor" strokeWidth="3.2" />,
  <path key="t" d="M12 4 21 20H3z" fill="none" stroke="currentColor" strokeWidth="3" strokeLinejoin="round" />,
  <path key="d" d="M12 3 21 12 12 21 3 12z" fill="none" stroke="currentColor" strokeWidth="3" strokeLinejoin="round" />,
  <g key="c" fill="none" stroke="currentColor" strokeWidth="3">
    <circle cx="9" cy="12" r="5.5" />
    <circle cx="15" cy="12" r="5.5" />
  </g>,
  <path key="p" d="M4 4h7v7H4zM13 13h7v7h-7zM13 4h7v7h-7z" fill="currentColor" />,
]

function markOf(connector: string): Mark {
  const known = marks[connector]
  if (known !== undefined) return known
  const hash = hueOf(connector)
  return { colour: colours[hash % colours.length] ?? 'text-v-http', shape: shapes[hash % shapes.length] }
}
