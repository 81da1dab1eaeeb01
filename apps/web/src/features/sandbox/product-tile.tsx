'use client'

import { cn } from '@patchbay/ui/cn'
import { Money } from '@patchbay/ui/money'
import { Armchair, Bookmark, Coffee, Gift, Lamp, type LucideIcon, Minus, Plus, ShoppingBag, Sprout } from 'lucide-react'
import type { Product } from './sandbox-schema.ts'
import { useSandboxChange } from './use-sandbox.ts'

/** Grounds and marks by turn; soft grounds of the states, which need no name here. */
const looks = [
  'bg-attn-soft text-attn',
  'bg-run-soft text-run',
  'bg-ok-soft text-ok',
  'bg-retry-soft text-retry',
  'bg-wait-soft text-wait',
] as const

export type ProductTileProps = {
  product: Product
  look: number
  quantity: number
  onChange: (quantity: number) => void
}

export function ProductTile({ product, look, quantity, onChange }: ProductTileProps) {
  const Mark = markOf(product.title)
  const gone = product.stock <= 0
  return (
    <div
      className={cn(
        'relative overflow-hidden rounded-3 border bg-surface',
        quantity > 0 ? 'border-ink-2 ring-1 ring-ink-2' : 'border-line',
      )}
    >
      <button type="button" onClick={() => onChange(quantity + 1)} className="focus-inset block w-full text-left">
        <span className={cn('grid h-26 place-items-center', looks[look % looks.length])}>
          <Mark size={46} strokeWidth={1.5} aria-hidden="true" />
        </span>
        <span className="sr-only">Add to the basket: </span>
        <span className="block px-3 pt-2 pb-2.5">
          <b className="block truncate font-medium">{product.title}</b>
          <span className="flex justify-between gap-2 text-small tabular-nums">
            <Money amount={product.priceCents / 100} currency={product.currency} />
            <span className={gone ? 'font-medium text-attn' : 'text-ink-3'}>{product.stock} left</span>
          </span>
        </span>
      </button>
      {gone && quantity === 0 ? <Restock product={product} /> : null}
      {quantity > 0 ? (
        <span className="absolute top-2 right-2 inline-flex items-center rounded-full bg-surface shadow-2">
          <Step label={`One ${product.title} fewer`} icon={Minus} onClick={() => onChange(quantity - 1)} />
          <b className="min-w-4 text-center tabular-nums">{quantity}</b>
          <Step label={`One ${product.title} more`} icon={Plus} onClick={() => onChange(quantity + 1)} />
        </span>
      ) : null}
    </div>
  )
}

const RESTOCKED = 10

function Restock({ product }: { product: Product }) {
  const change = useSandboxChange()
  return (
    <button
      type="button"
      aria-label={`Restock ${product.title}`}
      disabled={change.isPending}
      onClick={() =>
        change.mutate({ path: 'restock', method: 'POST', body: { productId: product.id, quantity: RESTOCKED } })
      }
      className="absolute top-2 right-2 h-7 rounded-full bg-surface px-3 font-medium text-ink text-small shadow-2 hover:bg-surface-2 max-md:h-11"
    >
      Restock
    </button>
  )
}

function Step({ label, icon: Icon, onClick }: { label: string; icon: LucideIcon; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="grid size-7 place-items-center rounded-full hover:bg-shade max-md:size-11"
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}

const marks: readonly [RegExp, LucideIcon][] = [
  [/mug|cup|coffee/i, Coffee],
  [/lamp|light/i, Lamp],
  [/tote|bag/i, ShoppingBag],
  [/fern|plant|herb/i, Sprout],
  [/chair|stool/i, Armchair],
  [/book/i, Bookmark],
]

const markOf = (title: string): LucideIcon => marks.find(([pattern]) => pattern.test(title))?.[1] ?? Gift
