import type { Json } from '@patchbay/flow/json'
import { Textarea } from '@patchbay/ui/input'
import { useTyped } from './use-typed.ts'
import { ariaOf, type ValueProps } from './value-props.ts'

/** Any value, written as JSON. What is not JSON is a text: nothing that was typed is lost. */
export function JsonValue(props: ValueProps) {
  const { value, onChange, disabled } = props
  const typed = useTyped<Json | undefined>(value, { read: jsonOrNothing, write: writeJson })
  const change = (next: string) => {
    typed.type(next)
    onChange(jsonOrNothing(next))
  }
  const lines = typed.text.split('\n').length
  return (
    <>
      <Textarea
        {...ariaOf(props)}
        rows={Math.min(12, Math.max(3, lines))}
        spellCheck={false}
        className="[&>textarea]:font-mono [&>textarea]:text-small"
        value={typed.text}
        readOnly={disabled}
        onChange={(event) => change(event.target.value)}
        onBlur={typed.settle}
      />
      {typeof value === 'string' && looksLikeJson(value) ? (
        <p className="text-attn text-small">This is not JSON, so it is sent as a text. Check brackets and quotes.</p>
      ) : null}
    </>
  )
}

function jsonOrNothing(text: string): Json | undefined {
  return text.trim() === '' ? undefined : readJson(text)
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    // Half of what is typed is not JSON yet.
    return text
  }
}

/** A text that would be read as JSON keeps its quotes, so that it stays a text. */
function writeJson(value: Json | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string' && typeof readJson(value) === 'string' && readJson(value) === value) return value
  return JSON.stringify(value, null, 2)
}

const looksLikeJson = (text: string) => /^\s*[[{]/.test(text)
