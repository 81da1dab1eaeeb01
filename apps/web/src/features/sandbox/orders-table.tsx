'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { linkClass } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { EmptyState } from '@patchbay/ui/empty-state'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu } from '@patchbay/ui/menu'
import { Money } from '@patchbay/ui/money'
import { StateLabel } from '@patchbay/ui/state-label'
import { StepStrip } from '@patchbay/ui/step-strip'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, Eye } from 'lucide-react'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { RunSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { stateOf } from '../shared/states.ts'
import { stripJacks } from '../shared/strip-jacks.ts'
import { orderActions, orderWords, runsOfOrder } from './order-words.ts'
import type { Order } from './sandbox-schema.ts'
import { useSandboxChange } from './use-sandbox.ts'

const SHOWN = 20
const RUNS = 100

export function OrdersTable({ orders }: { orders: Order[] }) {
  const trpc = useTrpc()
  const runs = useQuery(trpc.runs.list.queryOptions({ limit: RUNS })).data?.items ?? []
  return (
    <section className="mt-5">
      <div className="flex items-baseline px-4 pb-2 lg:px-7">
        <h2 className="flex-1 text-h3">Orders</h2>
        <span className="text-ink-3 text-small">newest first</span>
      </div>
      <div className="border-line border-t bg-surface">
        {orders.length === 0 ? (
          <EmptyState title="No orders yet">Pick something above and press “Place and pay”.</EmptyState>
        ) : (
          <div className="overflow-x-auto">
            <Table>
              <TableHead sticky={false}>
                <tr>
                  <HeadCell>Order</HeadCell>
                  <HeadCell className="max-md:hidden">Customer</HeadCell>
                  <HeadCell number className="max-md:hidden">
                    Total
                  </HeadCell>
                  <HeadCell>Run</HeadCell>
                  <HeadCell className="max-lg:hidden">Steps</HeadCell>
                  <HeadCell>
                    <span className="sr-only">Actions</span>
                  </HeadCell>
                </tr>
              </TableHead>
              <TableBody>
                {orders.slice(0, SHOWN).map((order) => (
                  <OrderRow key={order.id} order={order} runs={runsOfOrder(order, runs)} />
                ))}
              </TableBody>
            </Table>
          </div>
        )}
      </div>
    </section>
  )
}

/** Shows the newest run; an order that several flows took leads to all of them. */
function OrderRow({ order, runs }: { order: Order; runs: RunSummary[] }) {
  const [run = null] = runs
  return (
    <Row>
      <Cell strong>{order.name}</Cell>
      <Cell className="text-ink-2 max-md:hidden">{order.customerName}</Cell>
      <Cell number className="max-md:hidden">
        <Money amount={order.totalCents / 100} currency={order.currency} />
      </Cell>
      <Cell>
        {run === null ? (
          <span className="text-ink-3">{orderWords(order)}</span>
        ) : (
          <span className="inline-flex items-center gap-2 max-md:flex-wrap max-md:whitespace-normal">
            <StateLabel state={stateOf(run.state)}>
              {run.stoppedBy === null ? undefined : 'Succeeded · stopped'}
            </StateLabel>
            {runs.length > 1 ? (
              <Link
                href={`/runs?q=${encodeURIComponent(order.name)}`}
                className={linkClass}
                aria-label={`All ${runs.length} runs of ${order.name}`}
              >
                {runs.length} runs
              </Link>
            ) : null}
          </span>
        )}
      </Cell>
      <Cell className="max-lg:hidden">{run === null ? null : <StepStrip steps={stripJacks(run.strip)} />}</Cell>
      <Cell className="text-right">
        <span className="inline-flex items-center gap-1">
          <OrderButtons order={order} />
          {run === null ? (
            <span className={cn(buttonClass({ size: 'sm' }), 'invisible')} aria-hidden="true">
              <Eye size={14} strokeWidth={1.75} aria-hidden="true" />
              <span className="max-md:hidden">Watch</span>
            </span>
          ) : (
            <Link href={`/runs/${run.id}`} className={buttonClass({ size: 'sm' })} aria-label={`Watch ${order.name}`}>
              <Eye size={14} strokeWidth={1.75} aria-hidden="true" />
              <span className="max-md:hidden">Watch</span>
            </Link>
          )}
        </span>
      </Cell>
    </Row>
  )
}

/**
 * Pay keeps its place when it is not offered, and the rest is behind one button: nothing slides under the pointer. A phone
 * has no room for what is not offered.
 */
function OrderButtons({ order }: { order: Order }) {
  const change = useSandboxChange()
  const act = (action: string) =>
    change.mutate({ path: `orders/${encodeURIComponent(order.id)}/${action}`, method: 'POST' })
  const actions = orderActions(order)
  const payable = actions.some(({ action }) => action === 'pay')
  const more = actions.flatMap(({ action, label }) =>
    action === 'pay' ? [] : [{ label, danger: action === 'cancel', onSelect: () => act(action) }],
  )
  return (
    <>
      <InlineTrouble error={change.error?.message} />
      <Button
        variant="quiet"
        size="sm"
        className={payable ? '' : 'invisible max-md:hidden'}
        aria-label={`Pay ${order.name}`}
        loading={change.isPending && change.variables.path.endsWith('/pay')}
        onClick={() => act('pay')}
      >
        Pay
      </Button>
      <span className={more.length === 0 ? 'invisible' : ''}>
        <Menu
          align="end"
          items={more}
          trigger={
            <IconButton
              label={`More about ${order.name}`}
              icon={<Ellipsis size={16} strokeWidth={1.75} aria-hidden="true" />}
              size="sm"
            />
          }
        />
      </span>
    </>
  )
}
