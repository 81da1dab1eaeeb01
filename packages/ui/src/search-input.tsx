'use client'

import { Search, X } from 'lucide-react'
import { type ComponentProps, useEffect, useRef } from 'react'
import { Input } from './input.tsx'
import { Kbd } from './kbd.tsx'
import { PlainButton } from './plain-button.tsx'

export type SearchInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> & {
  value: string
  onValueChange: (value: string) => void
  /** Its name for those who do not see the placeholder. */
  label: string
  /** Pressing `/` anywhere puts the cursor here. */
  slash?: boolean
}

export function SearchInput({ value, onValueChange, label, slash = false, className, ...rest }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => (slash ? onSlash(() => input.current?.focus()) : undefined), [slash])
  const clear = () => {
    onValueChange('')
    input.current?.focus()
  }
  return (
    <Input
      {...rest}
      ref={input}
      type="search"
      aria-label={label}
      value={value}
      onChange={(event) => onValueChange(event.target.value)}
      className={className}
      icon={<Search size={15} strokeWidth={1.75} aria-hidden="true" />}
      after={
        value !== '' ? (
          <PlainButton
            aria-label="Clear the search"
            onClick={clear}
            className="-mr-1 grid size-6 place-items-center rounded-1 text-ink-3 hover:text-ink"
          >
            <X size={14} strokeWidth={1.75} aria-hidden="true" />
          </PlainButton>
        ) : slash ? (
          <Kbd className="max-md:hidden">/</Kbd>
        ) : null
      }
    />
  )
}

function onSlash(focus: () => void): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
    event.preventDefault()
    focus()
  }
  document.addEventListener('keydown', listen)
  return () => document.removeEventListener('keydown', listen)
}

/** A key that means something on the page must not swallow a letter that somebody types. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="combobox"], [role="textbox"]'))
  )
}
