'use client'

import type { Mapping } from '@patchbay/flow/mapping'
import { useEffect, useRef, useState } from 'react'
import type { MappingFieldProps } from './mapping-field-props.ts'
import { changeMode, type Mode, modeOf } from './modes.ts'

/** The way a field is filled. A new way that has no value yet is pending: the draft keeps the old one until there is one. */
export function useMode({
  value,
  onChange,
  wantsValue,
  place,
}: Pick<MappingFieldProps, 'value' | 'onChange' | 'wantsValue'> & { place: Parameters<typeof changeMode>[2] }) {
  const [chosen, setChosen] = useState<Mode | null>(null)
  const [drops, setDrops] = useState<{ said: string; for: Mapping } | null>(null)
  const own = modeOf(value, wantsValue)
  const key = JSON.stringify(value)
  const last = useRef({ key, own })
  // A field whose value was just taken out waits for another one, and the focus stays in it.
  const before = last.current.own
  const emptied = value === undefined && (before === 'mapped' || before === 'text') ? before : null
  // A formula that a form could show stays a formula while a person chose to see it as one.
  const holds = chosen !== null && (chosen !== 'expression' || value?.kind === 'expression' || own !== 'expression')
  const mode = holds ? chosen : (emptied ?? own)
  const setMode = (next: Mode) => {
    const change = changeMode(value, next, place)
    setChosen(next)
    if (change.next === 'keep') {
      setDrops(null)
      return
    }
    setDrops(change.drops === null ? null : { said: change.drops, for: change.next })
    onChange(change.next)
  }
  const isShown = drops !== null && JSON.stringify(drops.for) === key
  // The draft has moved on by itself (a pick, undo, a colleague): its own mode counts again.
  useEffect(() => {
    if (last.current.key === key) return
    last.current = { key, own }
    setChosen((now) => (now === 'expression' && value?.kind === 'expression' ? now : emptied))
  }, [key, own, value, emptied])
  return {
    mode,
    isPending: mode !== own && !(mode === 'expression' && value?.kind === 'expression'),
    drops: isShown ? drops.said : null,
    setMode,
  }
}
