'use client'

import { Button } from '@patchbay/ui/button'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { FlowDetail } from '../../trpc/types.ts'
import { isProposedName } from '../flows/proposed-name.ts'
import { useMe } from '../shell/use-me.ts'

const OrganiseDialog = dynamic(() => import('../flows/organise-dialog.tsx').then((module) => module.OrganiseDialog), {
  ssr: false,
})

/** Beside the name of a flow that nobody has named yet. */
export function NameIt({ flow }: { flow: FlowDetail }) {
  const { can } = useMe()
  const [asking, setAsking] = useState(false)
  if (!asking && !(can['flow.rename'] && isProposedName(flow.name))) return null
  return (
    <>
      <Button variant="quiet" size="sm" className="px-1.5 text-signal" onClick={() => setAsking(true)}>
        Name it
      </Button>
      {asking ? <OrganiseDialog what="name" flow={flow} folders={[]} onClose={() => setAsking(false)} /> : null}
    </>
  )
}
