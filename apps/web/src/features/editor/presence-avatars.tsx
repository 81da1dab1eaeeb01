'use client'

import type { Colleague } from '@patchbay/editor/contract'
import { Avatar } from '@patchbay/ui/avatar'
import { Tooltip } from '@patchbay/ui/tooltip'
import { listed } from '../shared/words.ts'

/** Who else is in the draft: "Idris is here too". */
export function PresenceAvatars({ me, colleagues }: { me: string; colleagues: readonly Colleague[] }) {
  const words = presenceWords(colleagues)
  return (
    <>
      {colleagues.length === 0 ? null : (
        <span className="flex items-center gap-2 max-xl:gap-0">
          <span className="flex items-center">
            <Avatar name={me} size={26} />
            {colleagues.slice(0, 3).map(({ id, name }) => (
              <Tooltip key={id} label={name}>
                <span className="-ml-1.5 rounded-full ring-2 ring-surface">
                  <Avatar name={name} size={26} />
                </span>
              </Tooltip>
            ))}
          </span>
          <span className="whitespace-nowrap text-ink-2 max-xl:sr-only">{words}</span>
        </span>
      )}
      <span role="status" className="sr-only">
        {words}
      </span>
    </>
  )
}

export function presenceWords(colleagues: readonly Colleague[]): string {
  const names = colleagues.map(({ name }) => name.split(' ')[0] ?? name)
  if (names.length === 0) return ''
  return `${listed(names, 2)} ${names.length === 1 ? 'is' : 'are'} here too`
}
