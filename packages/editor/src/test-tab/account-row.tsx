import { Badge } from '@patchbay/ui/badge'
import { Segmented } from '@patchbay/ui/segmented'
import { Select } from '@patchbay/ui/select'
import type { ReactNode } from 'react'
import type { ConnectionChoice } from '../contract.ts'

type AccountRowProps = {
  connections: readonly ConnectionChoice[]
  chosenId: string | null
  /** The step's own: a choice here does not change it. */
  ownId: string | null
  onChoose: (connectionId: string) => void
}

const MOST_BESIDE = 3

/** Which account the test goes through. The flow keeps its own. */
export function AccountRow({ connections, chosenId, ownId, onChoose }: AccountRowProps) {
  if (connections.length === 0) return null
  const own = connections.find(({ id }) => id === ownId)
  const differs = own !== undefined && chosenId !== null && chosenId !== ownId
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="font-medium">On</span>
      {connections.length <= MOST_BESIDE ? (
        <Segmented<string>
          label="Account for this test"
          value={chosenId ?? ''}
          onValueChange={onChoose}
          options={connections.map((one) => ({ value: one.id, label: <Label connection={one} /> }))}
        />
      ) : (
        <Select<string>
          label="Account for this test"
          size="sm"
          value={chosenId ?? ''}
          onValueChange={onChoose}
          options={connections.map((one) => ({ value: one.id, label: nameOf(one) }))}
        />
      )}
      <span className="flex-1" />
      {differs ? (
        <span className="text-ink-3 text-small">
          the flow itself stays on {own.environment === 'live' ? 'its live account' : 'its sandbox connection'}
        </span>
      ) : null}
    </div>
  )
}

const nameOf = (one: ConnectionChoice) => `${one.name}, ${one.environment}`

function Label({ connection }: { connection: ConnectionChoice }): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5">
      {connection.name}
      {connection.environment === 'live' ? <Badge kind="live">Live</Badge> : null}
    </span>
  )
}
