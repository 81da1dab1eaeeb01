'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import { Money } from '@patchbay/ui/money'
import { StateLabel } from '@patchbay/ui/state-label'
import { StepStrip } from '@patchbay/ui/step-strip'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { useQuery } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { RunSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { stateOf } from '../shared/states.ts'
import { stripJacks } from '../shared/strip-jacks.ts'
import { orderActions, orderWords, runOfOrder } from './order-words.ts'
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
                  <OrderRow key={order.id} order={order} run={runOfOrder(order, runs)} />
                ))}
              </TableBody>
            </Table>
          </div>
        )}
      </div>
    </section>
  )
}

function OrderRow({ order, run }: { order: Order; run: RunSummary | null }) {
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
          <StateLabel state={stateOf(run.state)} />
        )}
      </Cell>
      <Cell className="max-lg:hidden">{run === null ? null : <StepStrip steps={stripJacks(run.strip)} />}</Cell>
      <Cell className="text-right">
        <span className="inline-flex items-center gap-1">
          <OrderButtons order={order} />
          {run === null ? null : (
            <Link href={`/runs/${run.id}`} className={buttonClass({ size: 'sm' })} aria-label={`Watch ${order.name}`}>
              <Eye size={14} strokeWidth={1.75} aria-hidden="true" />
              Watch
            </Link>
          )}
        </span>
      </Cell>
    </Row>
  )
}

function OrderButtons({ order }: { order: Order }) {
  const change = useSandboxChange()
  return (
    <>
      <InlineTrouble error={change.error?.message} />
      {orderActions(order).map(({ action, label }) => (
        <Button
          key={action}
          variant="quiet"
          size="sm"
          aria-label={`${label} ${order.name}`}
          loading={change.isPending && change.variables.path.endsWith(action)}
          onClick={() => change.mutate({ path: `orders/${encodeURIComponent(order.id)}/${action}`, method: 'POST' })}
        >
          {label}
        </Button>
      ))}
    </>
  )
}
