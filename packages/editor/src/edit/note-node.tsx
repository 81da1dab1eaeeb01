import { type NodeProps, NodeResizeControl } from '@xyflow/react'
import { StickyNote } from 'lucide-react'
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react'
import { useEditCommands } from './edit-commands.tsx'
import type { NoteFlowNode } from './edit-nodes.ts'

/** A slip of paper with a bar at its left. Enter or a double click writes on it, Escape or a click elsewhere keeps it. */
export const NoteNodeView = memo(function NoteNodeView({
  data,
  positionAbsoluteX,
  positionAbsoluteY,
}: NodeProps<NoteFlowNode>) {
  const { text, selected, editing, noteId } = data
  const commands = useEditCommands()
  const [writing, setWriting] = useState(text === '' && selected && editing)
  const slip = useRef<HTMLDivElement>(null)
  const keep = (next: string) => {
    setWriting(false)
    if (next !== text) commands?.changeNote(noteId, { text: next })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (writing || !editing || (event.key !== 'Enter' && event.key !== 'F2')) return
    event.preventDefault()
    event.stopPropagation()
    setWriting(true)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: it holds a text area while it is written on
    <div
      ref={slip}
      role="group"
      aria-label={text === '' ? 'Empty note' : `Note: ${text}`}
      tabIndex={writing ? -1 : 0}
      data-note={noteId}
      data-x={positionAbsoluteX}
      data-y={positionAbsoluteY}
      data-selected={selected ? '' : undefined}
      className="fc-note"
      onKeyDown={onKeyDown}
      onDoubleClick={() => (editing ? setWriting(true) : undefined)}
    >
      {selected && editing && !writing ? (
        <NodeResizeControl
          className="fc-note-grip"
          minWidth={120}
          minHeight={56}
          onResizeEnd={(_, { x, y, width, height }) =>
            commands?.changeNote(noteId, { position: { x, y }, size: { width, height } })
          }
        />
      ) : null}
      <StickyNote size={14} strokeWidth={1.75} aria-hidden="true" className="mt-0.5 flex-none text-ink-3" />
      {writing ? (
        <NoteText text={text} onKeep={keep} onLeave={() => slip.current?.focus()} />
      ) : (
        <p className="fc-note-text">{text === '' ? 'Write a note' : text}</p>
      )}
    </div>
  )
})

type TextProps = { text: string; onKeep: (text: string) => void; onLeave: () => void }

function NoteText({ text, onKeep, onLeave }: TextProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <textarea
      ref={field}
      aria-label="Note"
      defaultValue={text}
      maxLength={20_000}
      className="fc-note-field nodrag nowheel"
      onBlur={(event) => onKeep(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') onLeave()
      }}
    />
  )
}
