import { Badge } from '@patchbay/ui/badge'
import { cn } from '@patchbay/ui/cn'
import { Menu, type MenuItem } from '@patchbay/ui/menu'
import { ChevronDown, Plug, Plus, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { ConnectionChoice } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'

export type ConnectionPickerProps = {
  stepId: string
  /** The app's id. */
  connector: string
  connectionId: string | null
  /** Dotted as in a Problem. */
  path: string
}

/** The account a step acts with: chosen among the workspace's, or connected in place. */
export function ConnectionPicker({ stepId, connector, connectionId, path }: ConnectionPickerProps) {
  const { connections, apply, host, mayEdit } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  const own = connections.filter((connection) => connection.connector === connector)
  const chosen = own.find(({ id }) => id === connectionId)
  const choose = (id: string) => setRefused(apply({ kind: 'setConnection', stepId, connectionId: id })?.message ?? null)
  const connect = async () => {
    const id = await host.connect(connector)
    if (id !== null) choose(id)
  }
  const items: MenuItem[] = own.map((connection) => ({
    label: (
      <span className="flex items-center gap-1.5">
        <span className="min-w-0 truncate">{connection.name}</span>
        <EnvironmentBadge connection={connection} />
      </span>
    ),
    help: stateWords(connection),
    checked: connection.id === connectionId,
    onSelect: () => choose(connection.id),
  }))
  if (items.length > 0) items.push({ kind: 'line' })
  items.push({
    label: `Connect ${own.length === 0 ? 'an' : 'another'} account…`,
    icon: <Plus size={15} strokeWidth={1.75} />,
    onSelect: () => void connect(),
  })
  return (
    <span data-field={path} className="inline-flex min-w-0 items-center gap-x-1.5">
      {mayEdit ? (
        <Menu trigger={<PickerButton chosen={chosen} lost={connectionId !== null} />} items={items} />
      ) : (
        <span className="min-w-0 truncate">{chosen?.name ?? 'no connection'}</span>
      )}
      {chosen === undefined ? null : <EnvironmentBadge connection={chosen} />}
      {chosen?.usable === false ? (
        <span className="inline-flex flex-none items-center gap-1 text-attn">
          <TriangleAlert size={12} strokeWidth={1.75} aria-hidden="true" />
          needs attention
        </span>
      ) : null}
      {refused === null ? null : <span className="text-bad">{refused}</span>}
    </span>
  )
}

type PickerButtonProps = { chosen: ConnectionChoice | undefined; lost: boolean }

function PickerButton({ chosen, lost, ...rest }: PickerButtonProps) {
  const words = chosen?.name ?? (lost ? 'The connection is gone: choose another' : 'Choose a connection')
  return (
    <button
      type="button"
      aria-label={chosen === undefined ? words : `Connection: ${chosen.name}, change`}
      {...rest}
      className={cn(
        '-mx-1 inline-flex min-h-6 min-w-0 items-center gap-1 rounded-1 px-1 hover:bg-shade',
        chosen === undefined ? 'text-attn' : 'hover:text-ink',
      )}
    >
      {chosen === undefined ? <Plug size={12} strokeWidth={1.75} aria-hidden="true" className="flex-none" /> : null}
      <span className="min-w-0 truncate">{words}</span>
      <ChevronDown size={12} strokeWidth={1.75} aria-hidden="true" className="flex-none" />
    </button>
  )
}

function EnvironmentBadge({ connection }: { connection: ConnectionChoice }) {
  return <Badge kind={connection.environment}>{connection.environment === 'live' ? 'Live' : 'Sandbox'}</Badge>
}

function stateWords({ account, usable }: ConnectionChoice): string | undefined {
  if (usable) return account ?? undefined
  return `${account === null ? '' : `${account}. `}Its key is refused or missing: mend it in Connections`
}
