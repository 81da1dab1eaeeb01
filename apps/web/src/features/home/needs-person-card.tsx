'use client'

import { Count } from '@patchbay/ui/badge'
import { buttonClass } from '@patchbay/ui/button-class'
import { Card, CardHead, linkClass } from '@patchbay/ui/card'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import Link from 'next/link'
import type { NeedsPerson } from '../../trpc/types.ts'
import { keyOfNeed, NeedWords } from '../problems/need-words.tsx'

const SHOWN = 4

export function NeedsPersonCard({ items }: { items: NeedsPerson[] }) {
  return (
    <Card className="overflow-hidden">
      <CardHead
        title="Needs a person"
        count={items.length === 0 ? null : <Count>{items.length}</Count>}
        aside={
          items.length > SHOWN ? (
            <Link href="/problems" className={linkClass}>
              All {items.length}
            </Link>
          ) : null
        }
        className="border-line border-b"
      />
      {items.length === 0 ? (
        <p className="flex items-center gap-2.5 px-4 py-4 text-ink-2">
          <StateGlyph state="succeeded" />
          Nothing waits for you. Runs that can mend themselves do.
        </p>
      ) : (
        <ul>
          {items.slice(0, SHOWN).map((item, index) => (
            <li key={keyOfNeed(item)} className="border-line border-b last:border-b-0">
              <NeedWords
                item={item}
                action={(label, href) => <ActionLink label={label} href={href} primary={index === 0} />}
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function ActionLink({ label, href, primary }: { label: string; href: string; primary: boolean }) {
  return (
    <Link href={href} className={buttonClass({ variant: primary ? 'primary' : 'secondary', size: 'md' })}>
      {label}
    </Link>
  )
}
