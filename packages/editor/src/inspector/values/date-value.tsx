import type { Json } from '@patchbay/flow/json'
import { Input } from '@patchbay/ui/input'
import { useEditorScope } from '../../editor-scope.tsx'
import { TextValue } from './text-value.tsx'
import { useTyped } from './use-typed.ts'
import { ariaOf, type ValueProps } from './value-props.ts'
import { fromWallTime, toWallTime } from './zoned-time.ts'

/** A day: "2026-11-21". */
export function DateValue(props: ValueProps) {
  const { value, onChange, disabled } = props
  if (typeof value === 'string' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return <TextValue {...props} />
  return (
    <Input
      {...ariaOf(props)}
      type="date"
      value={typeof value === 'string' ? value : ''}
      readOnly={disabled}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    />
  )
}

/** An instant, shown as the workspace's clocks show it, kept in UTC. */
export function DateTimeValue(props: ValueProps) {
  const { value, onChange, disabled } = props
  const { timeZone } = useEditorScope().workspace
  const typed = useTyped<Json | undefined>(value, {
    read: (wall) => (wall === '' ? undefined : (fromWallTime(wall, timeZone) ?? undefined)),
    write: (instant) => (typeof instant === 'string' ? (toWallTime(instant, timeZone) ?? '') : ''),
  })
  if (typeof value === 'string' && toWallTime(value, timeZone) === null) return <TextValue {...props} />
  const change = (wall: string) => {
    typed.type(wall)
    onChange(wall === '' ? undefined : (fromWallTime(wall, timeZone) ?? undefined))
  }
  return (
    <Input
      {...ariaOf(props)}
      type="datetime-local"
      value={typed.text}
      readOnly={disabled}
      onChange={(event) => change(event.target.value)}
      onBlur={typed.settle}
      after={<span className="flex-none whitespace-nowrap text-ink-3 text-small">{zoneWords(timeZone)}</span>}
    />
  )
}

/** "Europe/Stockholm" → "Stockholm" */
const zoneWords = (timeZone: string) => timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ')
