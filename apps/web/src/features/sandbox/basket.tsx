'use client'

import { Avatar } from '@patchbay/ui/avatar'
import { Button } from '@patchbay/ui/button'
import { Card } from '@patchbay/ui/card'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Field } from '@patchbay/ui/field'
import { Money } from '@patchbay/ui/money'
import { Select } from '@patchbay/ui/select'
import { toast } from '@patchbay/ui/toast'
import { CreditCard } from 'lucide-react'
import { useState } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { type BasketLines, basketOf } from './basket-lines.ts'
import type { Shop } from './sandbox-schema.ts'
import { useMoneyTaker } from './use-money-taker.ts'
import { useSandboxChange } from './use-sandbox.ts'

const MANY = 20

export function Basket({ shop, lines, onPlaced }: { shop: Shop; lines: BasketLines; onPlaced: () => void }) {
  const [customerId, setCustomerId] = useState(shop.customers[0]?.id ?? null)
  const [card, setCard] = useState(shop.cards[0]?.id ?? null)
  const [noAddress, setNoAddress] = useState(false)
  const [hint, setHint] = useState(false)
  const change = useSandboxChange()
  const payment = usePayment()
  const basket = basketOf(shop.products, lines)
  const place = (count: number) => {
    if (basket.count === 0) return setHint(true)
    const body = {
      lines: basket.items.map(({ product, quantity }) => ({ productId: product.id, quantity })),
      customerId,
      card,
      count,
      capture: payment.atOnce ? 'at_once' : 'later',
      omit: noAddress ? ['shipping_address'] : [],
    }
    change.mutate(
      { path: 'orders', method: 'POST', body },
      {
        onSuccess: () => {
          setHint(false)
          if (count > 1) toast(`${counted(count, 'order')} placed`)
          else onPlaced()
        },
      },
    )
  }
  return (
    <Card className="flex flex-col gap-3 p-4" aria-label="Basket">
      <div className="flex items-baseline justify-between">
        <h2 className="text-h3">Basket</h2>
        <span className="text-ink-3 text-small">{counted(basket.count, 'item')}</span>
      </div>
      <Lines basket={basket} hint={hint} />
      <Field label="Customer">
        {(control) => (
          <Select
            {...control}
            value={customerId}
            onValueChange={setCustomerId}
            options={shop.customers.map((customer) => ({
              value: customer.id,
              label: [customer.name, customer.address?.city].filter((part) => part !== undefined).join(', '),
              icon: <Avatar name={customer.name} size={18} />,
            }))}
          />
        )}
      </Field>
      <Field label="Card">
        {(control) => (
          <Select
            {...control}
            value={card}
            onValueChange={setCard}
            options={shop.cards.map((each) => ({
              value: each.id,
              label: `${each.label} · …${each.last4}`,
              icon: <CreditCard size={15} strokeWidth={1.75} aria-hidden="true" />,
            }))}
          />
        )}
      </Field>
      <Checkbox checked={noAddress} onCheckedChange={(on) => setNoAddress(on === true)}>
        Leave the address out
      </Checkbox>
      <Checkbox checked={payment.atOnce} onCheckedChange={(on) => payment.choose(on === true)}>
        Take the money at once
        <span className="block text-ink-3 text-small">{payment.words}</span>
      </Checkbox>
      <InlineTrouble error={change.error?.message} />
      <div className="flex gap-2">
        <Button variant="primary" size="lg" className="flex-1" loading={change.isPending} onClick={() => place(1)}>
          Place and pay
        </Button>
        <Button size="lg" aria-label={`Place ${MANY} of these`} disabled={change.isPending} onClick={() => place(MANY)}>
          × {MANY}
        </Button>
      </div>
    </Card>
  )
}

/** The shop takes the money itself unless a flow does; a person may choose otherwise. */
function usePayment() {
  const taker = useMoneyTaker()
  const [chosen, choose] = useState<boolean | null>(null)
  const atOnce = chosen ?? taker === null
  const later = taker ? `${taker.name} takes it.` : 'It is reserved until you press Pay at the order.'
  return { atOnce, choose, words: atOnce ? 'The order is paid as soon as it is placed.' : later }
}

function Lines({ basket, hint }: { basket: ReturnType<typeof basketOf>; hint: boolean }) {
  if (basket.count === 0) {
    return (
      <p className={hint ? 'text-attn' : 'text-ink-3'} role={hint ? 'alert' : undefined}>
        {hint ? 'Pick something first: press a product.' : 'Press a product to put it in.'}
      </p>
    )
  }
  return (
    <div className="flex flex-col gap-1.5 tabular-nums">
      {basket.items.map(({ product, quantity, cents }) => (
        <div key={product.id} className="flex justify-between gap-2">
          <span className="truncate">
            {quantity} × {product.title}
          </span>
          <span>{(cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}</span>
        </div>
      ))}
      <div className="flex justify-between border-line border-t pt-2 font-semibold">
        <span>Total</span>
        <Money amount={basket.cents / 100} currency={basket.currency} />
      </div>
    </div>
  )
}
