'use client'

import { Card, CardHead, Facts } from '@patchbay/ui/card'
import { PageHeader } from '@patchbay/ui/page-header'
import { Segmented } from '@patchbay/ui/segmented'
import { useTheme } from 'next-themes'
import { useHydrated } from '../shared/use-hydrated.ts'
import { sentenceCase } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { ApiKeys } from './api-keys.tsx'

export function SettingsPage() {
  const me = useMe()
  return (
    <>
      <PageHeader title="Settings" lead="Of the workspace, and of you." />
      <div className="flex max-w-220 flex-col gap-4 px-4 pb-8 lg:px-7">
        <Card className="pb-4">
          <CardHead title="Workspace" />
          <Facts
            className="px-4"
            items={[
              { name: 'Name', value: me.workspace.name },
              { name: 'Time zone', value: `${me.workspace.timeZone}: schedules and dates in mappings go by it` },
              { name: 'Currency', value: me.workspace.currency },
              { name: 'Sandbox', value: me.sandbox ? 'On' : 'Switched off on this Patchbay' },
            ]}
          />
        </Card>
        <Card className="pb-4">
          <CardHead title="You" />
          <Facts
            className="px-4"
            items={[
              { name: 'Name', value: me.user.name },
              { name: 'E-mail', value: me.user.email },
              { name: 'Role', value: sentenceCase(me.role ?? 'none') },
              { name: 'Colours', value: <Colours /> },
            ]}
          />
        </Card>
        <ApiKeys />
      </div>
    </>
  )
}

type Theme = 'light' | 'dark' | 'system'

function Colours() {
  const hydrated = useHydrated()
  const { theme, setTheme } = useTheme()
  const value: Theme = theme === 'light' || theme === 'dark' ? theme : 'system'
  return (
    <Segmented<Theme>
      label="Colours"
      // The server does not know what this browser chose.
      value={hydrated ? value : 'system'}
      onValueChange={setTheme}
      options={[
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
        { value: 'system', label: 'As the system' },
      ]}
    />
  )
}
