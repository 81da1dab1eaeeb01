'use client'

import { Select } from '@patchbay/ui/select'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import type { ImportPlan } from '../../trpc/types.ts'
import { listed } from '../shared/words.ts'

export type ToChoose = ImportPlan['connections'][number]
export type Chosen = Readonly<Record<string, string | null>>

export const LATER = 'later'

/** What is taken for each app unless a person says otherwise. */
export const proposed = (connections: readonly ToChoose[]): Chosen =>
  Object.fromEntries(connections.map(({ key, chosen }) => [key, chosen]))

export type ChooseConnectionsProps = {
  connections: readonly ToChoose[]
  chosen: Chosen
  onChange: (chosen: Chosen) => void
}

/** One row an account: which of the workspace's own takes its place; it can be left for the editor. */
export function ChooseConnections({ connections, chosen, onChange }: ChooseConnectionsProps) {
  return (
    <ul className="flex flex-col">
      {connections.map((one) => (
        <li
          key={one.key}
          className="flex items-center gap-3 border-line border-b py-2 last:border-b-0 max-md:flex-wrap"
        >
          <VendorTile connector={one.connector} />
          <span className="min-w-0 flex-1">
            <b className="block truncate font-medium">{one.was === null ? one.connectorTitle : one.was.name}</b>
            <span className="block truncate text-ink-3 text-small" title={one.stepNames.join(', ')}>
              {listed(one.stepNames, 2)}
            </span>
          </span>
          <Select
            className="w-56 max-md:w-full"
            label={`Connection for ${one.connectorTitle}`}
            value={chosen[one.key] ?? LATER}
            onValueChange={(value) => onChange({ ...chosen, [one.key]: value === LATER ? null : value })}
            options={[
              ...one.choices.map(({ id, name, environment, usable }) => ({
                value: id,
                label: name,
                help: [environment === 'live' ? 'Live' : 'Sandbox', usable ? null : 'needs attention']
                  .filter((words) => words !== null)
                  .join(', '),
              })),
              {
                value: LATER,
                label: 'Choose later',
                help: one.choices.length === 0 ? `There is no ${one.connectorTitle} connection yet.` : 'In the editor.',
              },
            ]}
          />
        </li>
      ))}
    </ul>
  )
}
