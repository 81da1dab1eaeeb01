'use client'

import { IconButton } from '@patchbay/ui/icon-button'
import { Tabs } from '@patchbay/ui/tabs'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DrawerTab } from './drawer-tab.ts'

export type DrawerTabsProps = {
  tab: DrawerTab
  onTab: (tab: DrawerTab | null) => void
  tabs: readonly { value: DrawerTab; label: string; count?: number }[]
  panels: Record<DrawerTab, ReactNode>
}

/** The drawer while it is open. */
export function DrawerTabs({ tab, onTab, tabs, panels }: DrawerTabsProps) {
  return (
    <Tabs<DrawerTab>
      label="Of the whole flow"
      value={tab}
      onValueChange={onTab}
      className="h-63 max-h-[40dvh] flex-none border-line border-t bg-surface"
      panelClassName="overflow-auto"
      aside={
        <IconButton
          size="sm"
          label="Close the drawer"
          keys="Esc"
          icon={<ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />}
          onClick={() => onTab(null)}
        />
      }
      tabs={tabs.map((each) => ({ ...each, panel: tab === each.value ? panels[each.value] : null }))}
    />
  )
}
