'use client'

import { Button } from '@patchbay/ui/button'
import { Facts } from '@patchbay/ui/card'
import { JsonTree } from '@patchbay/ui/json-tree'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DecisionView } from '../../trpc/types.ts'
import { briefWords, fieldsInside, isBrief } from './sent-words.ts'

const SHOWN = 5
/** Whoever decides by it needs its leaves, not what holds them. */
const ALL_LEVELS = 20

/** What was in it, by the names that the app gives its fields; the rest on asking. */
export function SentFacts({ decision }: { decision: DecisionView }) {
  const trpc = useTrpc()
  const [whole, setWhole] = useState(false)
  const { sent, labels, connector } = decision
  const connectors = useQuery(
    trpc.connectors.list.queryOptions(undefined, {
      staleTime: Number.POSITIVE_INFINITY,
      enabled: connector !== null && hasObjects(sent),
    }),
  ).data
  const actions = connectors?.find(({ id }) => id === connector)?.actions ?? {}
  if (sent === null) return <p className="text-ink-3">It is no longer kept.</p>
  const fields = typeof sent === 'object' && !Array.isArray(sent) ? Object.entries(sent) : null
  if (fields === null || whole) {
    return (
      <div className="max-h-64 overflow-auto">
        <JsonTree label="What was sent" value={sent} open={ALL_LEVELS} />
      </div>
    )
  }
  const told = fields.filter(([, value]) => value !== null && value !== '')
  const shown = told.slice(0, SHOWN)
  const items = shown.map(([name, value]) => ({
    name: labels[name] ?? name,
    value: briefWords(value, fieldsInside({ actions, labels, field: name })),
  }))
  return (
    <>
      <Facts items={items} />
      {told.length > shown.length || shown.some(([, value]) => !isBrief(value)) ? (
        <Button size="sm" variant="quiet" className="mt-1 -ml-2.75" onClick={() => setWhole(true)}>
          Show all of it
        </Button>
      ) : null}
    </>
  )
}

const hasObjects = (sent: DecisionView['sent']): boolean =>
  typeof sent === 'object' &&
  sent !== null &&
  Object.values(sent).some((value) => typeof value === 'object' && value !== null)
