import { Handle, Position } from '@xyflow/react'

export type JackProps = {
  side: 'in' | 'out' | 'error' | 'undo' | 'fork' | 'join' | 'fails'
  port: string
  /** From the left, 0 to 1. */
  at?: number
  /** The colour of what is plugged in. */
  tone: 'rest' | 'ok' | 'bad' | 'retry' | 'run'
  plugged: boolean
  /** A cable can be drawn from it, or to it. */
  open: boolean
}

/** Ring and hole; plugged, the hole has the cable's colour. */
export function Jack({ side, port, at = 0.5, tone, plugged, open }: JackProps) {
  const target = side === 'in' || side === 'join'
  return (
    <Handle
      type={target ? 'target' : 'source'}
      id={port}
      position={positions[side]}
      isConnectable={open}
      className={`fc-jack fc-jack-${side}`}
      data-tone={tone}
      data-free={plugged ? undefined : ''}
      data-open={open ? '' : undefined}
      aria-hidden="true"
      style={side === 'error' || side === 'undo' || side === 'fails' ? undefined : { left: `${at * 100}%` }}
    />
  )
}

const positions = {
  in: Position.Top,
  out: Position.Bottom,
  error: Position.Right,
  undo: Position.Left,
  fork: Position.Top,
  join: Position.Bottom,
  fails: Position.Right,
} as const
