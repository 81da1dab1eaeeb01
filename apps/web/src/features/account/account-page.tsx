'use client'

import { Card, CardHead } from '@patchbay/ui/card'
import { Segmented } from '@patchbay/ui/segmented'
import { useHydrated } from '@patchbay/ui/use-hydrated'
import { useTheme } from 'next-themes'
import { AddressCard } from './address-card.tsx'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'

/** What belongs to the person, whichever workspace they are in. */
export function AccountPage() {
  return (
    <div className="flex max-w-180 flex-col gap-4 px-4 py-5 lg:px-7">
      <Card className="pb-4">
        <CardHead title="You" />
        <div className="flex flex-col gap-4 px-4">
          <NameForm />
          <AddressCard />
          <div className="flex flex-col items-start gap-1.25">
            <span className="font-medium">Colours</span>
            <Colours />
          </div>
        </div>
      </Card>
      <Card className="pb-4">
        <CardHead title="Password" />
        <PasswordForm />
      </Card>
    </div>
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
