'use client'

import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowSummary } from '../../trpc/types.ts'
import { moneyTaker } from './order-takers.ts'

/** The flow that takes an order's money; `null`: none does, so the shop has to. `undefined` until that is known. */
export function useMoneyTaker(): FlowSummary | null | undefined {
  const trpc = useTrpc()
  const flows = useQuery(trpc.flows.list.queryOptions()).data
  return flows === undefined ? undefined : moneyTaker(flows)
}
