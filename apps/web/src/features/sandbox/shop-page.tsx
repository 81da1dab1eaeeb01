'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { linkClass } from '@patchbay/ui/card'
import { Dialog } from '@patchbay/ui/dialog'
import { ErrorState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { SandboxBand } from '@patchbay/ui/say-box'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { Mail } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'
import { Basket } from './basket.tsx'
import { type BasketLines, changedBasket } from './basket-lines.ts'
import { FaultsPanel } from './faults-panel.tsx'
import { NoSandbox } from './no-sandbox.tsx'
import { orderTakers } from './order-takers.ts'
import { OrdersTable } from './orders-table.tsx'
import { ProductTile } from './product-tile.tsx'
import type { Shop } from './sandbox-schema.ts'
import { useSandboxChange, useShop } from './use-sandbox.ts'

export function ShopPage() {
  const me = useMe()
  return me.can['sandbox.use'] ? <Shopping /> : <NoSandbox what="the sandbox shop" />
}

function Shopping() {
  const shop = useShop()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <SandboxBand action={<ResetButton />}>
        <span className="max-md:hidden">
          The shop, payments, carrier and mail are pretend systems that behave like the real ones.
        </span>
      </SandboxBand>
      {/* Positioned, so that what is hidden for the eye scrolls with it and does not make the page itself longer. */}
      <div className="relative flex min-h-0 flex-1 max-xl:flex-col max-xl:overflow-y-auto">
        <div className="min-w-0 flex-1 xl:overflow-y-auto">
          <ShopHeader />
          {shop.data !== undefined ? (
            <ShopBody shop={shop.data} />
          ) : shop.error !== null ? (
            <ErrorState title="The sandbox did not load" onRetry={() => void shop.refetch()} retrying={shop.isFetching}>
              {shop.error.message}
            </ErrorState>
          ) : (
            <SkeletonRows rowHeight={53} />
          )}
        </div>
        <FaultsPanel />
      </div>
    </div>
  )
}

function ShopHeader() {
  const me = useMe()
  const trpc = useTrpc()
  const flows = useQuery(trpc.flows.list.queryOptions()).data
  return (
    <PageHeader
      title={
        <>
          <span className="max-md:hidden">{me.workspace.name}, the sandbox shop</span>
          <span className="md:hidden">Sandbox shop</span>
        </>
      }
      lead={<Lead takers={flows === undefined ? null : orderTakers(flows)} />}
      actions={
        <Link href="/mail" className={buttonClass({})}>
          <Mail size={15} strokeWidth={1.75} aria-hidden="true" />
          Mail room
        </Link>
      }
    />
  )
}

const NAMED = 2

function Lead({ takers }: { takers: { id: string; name: string }[] | null }) {
  if (takers === null) return 'Place an order and watch your flow take it through.'
  if (takers.length === 0) {
    return (
      <>
        No flow that is on starts with an order:{' '}
        <Link href="/flows" className={linkClass}>
          switch one on
        </Link>{' '}
        to see an order go through.
      </>
    )
  }
  const more = takers.length - NAMED
  return (
    <>
      Place an order and watch{' '}
      {takers.slice(0, NAMED).map(({ id, name }, index) => (
        <span key={id}>
          {index === 0 ? null : more > 0 ? ', ' : ' and '}
          <Link href={`/flows/${id}`} className={linkClass}>
            {name}
          </Link>
        </span>
      ))}
      {more > 0 ? ` and ${more} more` : null} take it through.
    </>
  )
}

function ShopBody({ shop }: { shop: Shop }) {
  const [lines, setLines] = useState<BasketLines>({})
  return (
    <>
      <div className="grid items-start gap-3.5 px-4 lg:px-7 xl:grid-cols-[minmax(0,1fr)_296px]">
        <ul className="grid grid-cols-2 gap-3 2xl:grid-cols-3">
          {shop.products.map((product, index) => (
            <li key={product.id}>
              <ProductTile
                product={product}
                look={index}
                quantity={lines[product.id] ?? 0}
                onChange={(quantity) => setLines((now) => changedBasket(now, product.id, quantity))}
              />
            </li>
          ))}
        </ul>
        <Basket shop={shop} lines={lines} onPlaced={() => setLines({})} />
      </div>
      <OrdersTable orders={shop.orders} />
    </>
  )
}

function ResetButton() {
  const [asking, setAsking] = useState(false)
  const change = useSandboxChange()
  return (
    <>
      <button type="button" className="rounded-1 underline underline-offset-2" onClick={() => setAsking(true)}>
        Reset everything
      </button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        size="sm"
        title="Reset the sandbox?"
        description="Orders, mail, parcels and faults of the pretend systems go. Your flows, runs and connections stay."
        actions={
          <>
            <Button variant="quiet" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button
              variant="danger"
              loading={change.isPending}
              onClick={() => change.mutate({ path: 'reset', method: 'POST' }, { onSuccess: () => setAsking(false) })}
            >
              Reset the sandbox
            </Button>
          </>
        }
      >
        <InlineTrouble error={change.error?.message} />
      </Dialog>
    </>
  )
}
