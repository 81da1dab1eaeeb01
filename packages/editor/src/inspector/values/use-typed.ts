import { useState } from 'react'

export type Typed = {
  /** What stands in the input. */
  text: string
  type: (text: string) => void
  /** The input was left: from now on the value is written as it is read. */
  settle: () => void
}

/**
 * A value as it is typed: "12." on the way to "12.5". What was typed stands only as long as the value is what it was read
 * as; one that comes from elsewhere (undo, a colleague) is written anew.
 */
export function useTyped<V>(
  value: V,
  { read, write }: { read: (text: string) => V; write: (value: V) => string },
): Typed {
  const [typed, setTyped] = useState<string | null>(null)
  const holds = typed !== null && JSON.stringify(read(typed)) === JSON.stringify(value)
  return { text: holds ? typed : write(value), type: setTyped, settle: () => setTyped(null) }
}
