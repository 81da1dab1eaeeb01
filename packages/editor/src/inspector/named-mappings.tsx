import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Pencil, Plus, X } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'

/** `was` is the name before; null for one that is new. */
export type NamedRow = { name: string; was: string | null }

export type NamedMappingsProps = {
  names: readonly string[]
  /** What one is: "value", "header". */
  noun: string
  onNames: (rows: NamedRow[]) => void
  render: (name: string) => ReactNode
}

/** Mappings whose names the person makes up: added, renamed, removed. */
export function NamedMappings({ names, noun, onNames, render }: NamedMappingsProps) {
  const { mayEdit } = useEditorScope()
  const [renaming, setRenaming] = useState<string | null>(null)
  const kept = names.map((name) => ({ name, was: name }))
  return (
    <div className="grid grid-cols-1 gap-3">
      {names.map((name) => (
        <div key={name} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            {renaming === name ? (
              <NameForm
                label={`New name of ${name}`}
                initial={name}
                action="Rename"
                taken={names.filter((other) => other !== name)}
                onName={(next) => {
                  setRenaming(null)
                  if (next !== name) onNames(kept.map((row) => (row.was === name ? { name: next, was: name } : row)))
                }}
                onCancel={() => setRenaming(null)}
              />
            ) : (
              render(name)
            )}
          </div>
          {mayEdit && renaming !== name ? (
            <span className="flex flex-none">
              <IconButton
                label={`Rename ${name}`}
                size="sm"
                icon={<Pencil size={13} strokeWidth={1.75} />}
                onClick={() => setRenaming(name)}
              />
              <IconButton
                label={`Remove ${name}`}
                size="sm"
                icon={<X size={14} strokeWidth={1.75} />}
                onClick={() => onNames(kept.filter((row) => row.was !== name))}
              />
            </span>
          ) : null}
        </div>
      ))}
      {mayEdit ? (
        <NameForm
          key={names.length}
          label={`Name of a new ${noun}`}
          initial=""
          action={`Add ${noun}`}
          taken={names}
          onName={(name) => onNames([...kept, { name, was: null }])}
        />
      ) : null}
    </div>
  )
}

type NameFormProps = {
  label: string
  initial: string
  action: string
  taken: readonly string[]
  onName: (name: string) => void
  onCancel?: () => void
}

function NameForm({ label, initial, action, taken, onName, onCancel }: NameFormProps) {
  const [text, setText] = useState(initial)
  const id = useId()
  const name = text.trim()
  const wrong = taken.includes(name) ? `There is a “${name}” already. Choose another name.` : null
  return (
    <form
      className="grid grid-cols-1 gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (name !== '' && wrong === null) onName(name)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || onCancel === undefined) return
        event.stopPropagation()
        onCancel()
      }}
    >
      <div className="flex items-center gap-2">
        <Input
          aria-label={label}
          aria-describedby={wrong === null ? undefined : id}
          aria-invalid={wrong === null ? undefined : true}
          placeholder="Name"
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoFocus={onCancel !== undefined}
          onFocus={(event) => event.target.select()}
        />
        <Button
          type="submit"
          disabled={name === '' || wrong !== null}
          icon={onCancel === undefined ? <Plus size={14} strokeWidth={1.75} aria-hidden="true" /> : undefined}
        >
          {action}
        </Button>
      </div>
      {wrong === null ? null : (
        <p id={id} className="text-bad text-small">
          {wrong}
        </p>
      )}
    </form>
  )
}
