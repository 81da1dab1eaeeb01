'use client'

import { Button } from '@patchbay/ui/button'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { callSandbox } from './call-sandbox.ts'
import { Placed, Shop } from './sandbox-schema.ts'
import { useMoneyTaker } from './use-money-taker.ts'

/** One order of the first product that is in stock, for the first customer with an address. */
export function PlaceForMe() {
  const router = useRouter()
  const taker = useMoneyTaker()
  const place = useMutation({
    mutationFn: async () => {
      const shop = await callSandbox('shop', Shop)
      const product = shop.products.find((each) => each.stock > 0)
      const customer = shop.customers.find((each) => each.address !== null)
      if (product === undefined || customer === undefined) throw new Error('The shop is sold out. Reset the sandbox.')
      const lines = [{ productId: product.id, quantity: 1 }]
      const capture = taker === null ? 'at_once' : 'later'
      return callSandbox('orders', Placed, { method: 'POST', body: { lines, customerId: customer.id, capture } })
    },
    onSuccess: () => router.push('/sandbox'),
  })
  return (
    <>
      <Button variant="quiet" size="lg" loading={place.isPending} onClick={() => place.mutate()}>
        Place one for me
      </Button>
      <InlineTrouble error={place.error?.message} />
    </>
  )
}
