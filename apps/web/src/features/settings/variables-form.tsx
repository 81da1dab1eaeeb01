'use client'

import { Button } from '@patchbay/ui/button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { Form } from '@patchbay/ui/form'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { WorkspaceSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useSaveSettings } from './use-save-settings.ts'
import { type Line, toLines, variablesOf, variablesTrouble } from './variable-lines.ts'

/** Names and values; in a mapping `workspace.variables.<name>`. */
export function VariablesForm({ settings }: { settings: WorkspaceSettings }) {
  const save = useSaveSettings()
  const [lines, setLines] = useState(() => toLines(settings.variables))
  const [tried, setTried] = useState(false)
  const trouble = variablesTrouble(lines)
  const changed = JSON.stringify(variablesOf(lines)) !== JSON.stringify(variablesOf(toLines(settings.variables)))
  if (!settings.mayChange) return <ReadOnly variables={settings.variables} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (trouble === null) save.mutate({ variables: variablesOf(lines) })
  }
  const change = (id: number, next: Partial<Line>) =>
    setLines(lines.map((line) => (line.id === id ? { ...line, ...next } : line)))
  const add = () => setLines([...lines, { id: Math.max(0, ...lines.map(({ id }) => id)) + 1, name: '', value: '' }])
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-3 px-4">
      <p className="text-ink-2">
        In a mapping they are <code className="font-mono text-small">workspace.variables.</code> and the name. Steps
        that begin after a change use the new value. Keep passwords out: everybody in the workspace reads these.
      </p>
      {lines.length === 0 ? null : (
        <ul className="flex flex-col gap-2">
          {lines.map((line, index) => (
            <li key={line.id} className="flex items-center gap-2 max-md:flex-wrap">
              <Input
                aria-label={`Name of variable ${index + 1}`}
                placeholder="warehouseMail"
                maxLength={40}
                value={line.name}
                onChange={(event) => change(line.id, { name: event.target.value })}
                className="max-w-52 font-mono"
              />
              <Input
                aria-label={`Value of ${line.name === '' ? `variable ${index + 1}` : line.name}`}
                maxLength={2000}
                value={line.value}
                onChange={(event) => change(line.id, { value: event.target.value })}
              />
              <IconButton
                label={`Remove ${line.name === '' ? `variable ${index + 1}` : line.name}`}
                icon={<X size={15} strokeWidth={1.75} />}
                onClick={() => setLines(lines.filter(({ id }) => id !== line.id))}
              />
            </li>
          ))}
        </ul>
      )}
      <InlineTrouble error={tried ? (trouble ?? save.error) : save.error} />
      <div className="flex gap-2">
        <Button icon={<Plus size={15} strokeWidth={1.75} />} onClick={add}>
          Add a variable
        </Button>
        {changed ? (
          <Button type="submit" variant="primary" loading={save.isPending}>
            Save variables
          </Button>
        ) : null}
      </div>
    </Form>
  )
}

function ReadOnly({ variables }: { variables: Record<string, string> }) {
  const entries = Object.entries(variables)
  if (entries.length === 0) return <EmptyState title="No variables yet">An owner or admin can add some.</EmptyState>
  return (
    <dl className="m-0 grid grid-cols-[minmax(104px,auto)_1fr] gap-x-4 gap-y-2 px-4">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="font-mono text-small">{name}</dt>
          <dd className="m-0 min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
