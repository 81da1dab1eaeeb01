'use client'

import { Dialog } from '@patchbay/ui/dialog'
import { Switch } from '@patchbay/ui/switch'
import { useState } from 'react'
import { useMe } from '../shell/use-me.ts'
import { SwitchOffForm } from './switch-off-form.tsx'
import { useSwitchFlow } from './use-switch-flow.ts'

export type FlowSwitchProps = {
  flow: { id: string; name: string; enabled: boolean; version: number | null }
  /** Asks for the reason in place; without it a dialog does. */
  onAskOff?: () => void
}

export function FlowSwitch({ flow, onAskOff }: FlowSwitchProps) {
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const change = useSwitchFlow()
  const ask = onAskOff ?? (() => setAsking(true))
  return (
    <>
      <Switch
        checked={flow.enabled}
        disabled={!me.can['flow.switch'] || flow.version === null || change.isPending}
        label={`${flow.name} is ${flow.enabled ? 'on' : 'off'}`}
        onCheckedChange={(on) => (on ? change.mutate({ id: flow.id, enabled: true }) : ask())}
      />
      {asking ? (
        <Dialog
          open
          onOpenChange={setAsking}
          size="sm"
          title={`Switch off ${flow.name}?`}
          description="Runs under way go on to their end."
        >
          <SwitchOffForm flow={flow} onDone={() => setAsking(false)} />
        </Dialog>
      ) : null}
    </>
  )
}
