'use client'

import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Count } from './badge.tsx'
import { Kbd } from './kbd.tsx'

export type CommandItem = {
  id: string
  label: string
  icon?: ReactNode
  /** One or more keys: "⇧ R". */
  keys?: string
  detail?: ReactNode
  count?: number
  /** What else it is found by. */
  words?: readonly string[]
  onSelect: () => void
}

export type CommandGroup = { title: string; items: readonly CommandItem[] }

export type CommandMenuProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Things to do here first, then go to, then find. */
  groups: readonly CommandGroup[]
  /** Told each change, to look up orders, flows, people. */
  onSearch?: (text: string) => void
  searching?: boolean
}

export function CommandMenu({ open, onOpenChange, groups, onSearch, searching = false }: CommandMenuProps) {
  const [text, setText] = useState('')
  useEffect(() => onCommandKey(() => onOpenChange(true)), [onOpenChange])
  const change = (next: string) => {
    setText(next)
    onSearch?.(next)
  }
  const choose = (item: CommandItem) => {
    onOpenChange(false)
    change('')
    item.onSelect()
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="ui-fade fixed inset-0 z-50 bg-scrim" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex justify-center p-2 pt-[12vh]">
          <Dialog.Popup
            aria-label="Find or do anything"
            className="ui-float h-fit w-full max-w-130 overflow-hidden rounded-4 border border-line-2 bg-surface shadow-3 outline-none"
          >
            <Command label="Find or do anything" loop>
              <div className="flex h-11 items-center gap-2.5 border-line border-b px-3.5">
                <Search size={16} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden="true" />
                <Command.Input
                  value={text}
                  onValueChange={change}
                  placeholder="Find or do anything"
                  className="focus-none h-full min-w-0 flex-1 bg-transparent text-read outline-none"
                />
                <Kbd>esc</Kbd>
              </div>
              <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto pb-1.5">
                <Command.Empty className="px-3.5 py-6 text-center text-ink-3">
                  {searching ? 'Looking…' : `Nothing is called “${text}”.`}
                </Command.Empty>
                {groups.map((group) => (
                  <Command.Group
                    key={group.title}
                    heading={group.title}
                    className="[&_[cmdk-group-heading]]:px-3.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-[3px] [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-meta"
                  >
                    {group.items.map((item) => (
                      <Line key={item.id} item={item} onSelect={() => choose(item)} />
                    ))}
                  </Command.Group>
                ))}
              </Command.List>
            </Command>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Line({ item, onSelect }: { item: CommandItem; onSelect: () => void }) {
  return (
    <Command.Item
      value={`${item.label} ${item.id}`}
      keywords={[...(item.words ?? [])]}
      onSelect={onSelect}
      className="mx-1.5 flex min-h-8.5 cursor-pointer items-center gap-2.5 rounded-2 px-2 text-ink data-[selected=true]:bg-surface-3 max-md:min-h-11"
    >
      {item.icon === undefined ? null : <span className="flex-none text-ink-2">{item.icon}</span>}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.detail === undefined ? null : <span className="flex-none text-ink-3 text-small">{item.detail}</span>}
      {item.count === undefined ? null : <Count>{item.count}</Count>}
      {(item.keys ?? '')
        .split(' ')
        .filter((key) => key !== '')
        .map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
    </Command.Item>
  )
}

function onCommandKey(open: () => void): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    open()
  }
  document.addEventListener('keydown', listen)
  return () => document.removeEventListener('keydown', listen)
}
