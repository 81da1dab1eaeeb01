'use client'

import type { Problem } from '@patchbay/flow/problem'
import { Count } from '@patchbay/ui/badge'
import { IconButton } from '@patchbay/ui/icon-button'
import { PlainButton } from '@patchbay/ui/plain-button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { ChevronUp } from 'lucide-react'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import type { DrawerTab } from './drawer-tab.ts'

const DrawerTabs = dynamic(() => import('./drawer-tabs.tsx').then((module) => module.DrawerTabs), { ssr: false })

export type EditorDrawerProps = {
  /** Null: closed, one line with counts. */
  tab: DrawerTab | null
  onTab: (tab: DrawerTab | null) => void
  problems: readonly Problem[]
  tests: number
  panels: Record<DrawerTab, ReactNode>
}

/** Below the canvas: what is wrong, what was tried, what was published. */
export function EditorDrawer({ tab, onTab, problems, tests, panels }: EditorDrawerProps) {
  const words = [
    { value: 'problems', label: 'Problems', count: problems.length },
    { value: 'tests', label: 'Test runs', count: tests },
    { value: 'versions', label: 'Versions' },
  ] as const
  if (tab === null) {
    return (
      <div className="flex h-[37px] flex-none items-center gap-1 border-line border-t bg-surface px-2">
        {words.map(({ value, label, ...rest }) => (
          <PlainButton
            key={value}
            aria-expanded={false}
            onClick={() => onTab(value)}
            className="focus-inset flex h-8 items-center gap-1.5 rounded-2 px-2 font-medium text-ink-2 hover:bg-surface-2 hover:text-ink"
          >
            {value === 'problems' && problems.length > 0 ? <ProblemGlyph problems={problems} /> : null}
            {label}
            {'count' in rest ? <Count>{rest.count}</Count> : null}
          </PlainButton>
        ))}
        <span className="flex-1" />
        <IconButton
          size="sm"
          label="Open the drawer"
          icon={<ChevronUp size={16} strokeWidth={1.75} aria-hidden="true" />}
          onClick={() => onTab('problems')}
        />
      </div>
    )
  }
  return <DrawerTabs tab={tab} onTab={onTab} tabs={words} panels={panels} />
}

function ProblemGlyph({ problems }: { problems: readonly Problem[] }) {
  const blocking = problems.some(({ severity }) => severity === 'error')
  return <StateGlyph state={blocking ? 'failed' : 'attention'} size={14} className="flex-none" />
}
