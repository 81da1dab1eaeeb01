import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { FileText, Upload, X } from 'lucide-react'
import { useRef, useState } from 'react'
import type { ValueProps } from './value-props.ts'

/** It becomes part of the flow and of every version of it. */
const MAX_BYTES = 500_000

/** A file that is sent every time: a name, a content type, and the content in base64. */
export function FileValue({ value, onChange, disabled, id, labelledBy, describedBy, spec }: ValueProps) {
  const input = useRef<HTMLInputElement>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const file = fileOf(value)
  const take = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    if (chosen.size > MAX_BYTES) {
      setWrong(`“${chosen.name}” has ${sizeWords(chosen.size)}, and a fixed file may have 500 kB. Map larger ones.`)
      return
    }
    const content = toBase64(new Uint8Array(await chosen.arrayBuffer()))
    setWrong(null)
    onChange({ name: chosen.name, contentType: chosen.type || 'application/octet-stream', content })
  }
  return (
    <fieldset
      id={id}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="grid grid-cols-1 min-w-0 gap-1.5"
    >
      <input
        ref={input}
        type="file"
        hidden
        aria-label={spec.label}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {file === null ? null : <ChosenFile file={file} onRemove={disabled ? null : () => onChange(undefined)} />}
      {disabled ? null : (
        <div>
          <Button
            size="sm"
            icon={<Upload size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => input.current?.click()}
          >
            {file === null ? 'Choose a file…' : 'Choose another…'}
          </Button>
        </div>
      )}
      {wrong === null ? null : (
        <p role="alert" className="text-bad text-small">
          {wrong}
        </p>
      )}
    </fieldset>
  )
}

type FileParts = { name: string; contentType: string; content: string }

function ChosenFile({ file, onRemove }: { file: FileParts; onRemove: (() => void) | null }) {
  return (
    <div className="flex items-center gap-2 rounded-2 border border-line-2 py-1 pr-1 pl-2.5">
      <FileText size={15} strokeWidth={1.75} aria-hidden="true" className="flex-none text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{file.name}</span>
      <span className="flex-none text-ink-3 text-small">
        {file.contentType}, {sizeWords((file.content.length * 3) / 4)}
      </span>
      {onRemove === null ? null : (
        <IconButton
          label={`Remove ${file.name}`}
          size="sm"
          icon={<X size={14} strokeWidth={1.75} />}
          onClick={onRemove}
        />
      )}
    </div>
  )
}

function fileOf(value: Json | undefined): FileParts | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { name, contentType, content } = value
  if (typeof name !== 'string' || typeof content !== 'string') return null
  return { name, contentType: typeof contentType === 'string' ? contentType : '', content }
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

const sizeWords = (bytes: number) => (bytes < 1000 ? `${Math.round(bytes)} bytes` : `${Math.round(bytes / 1000)} kB`)
