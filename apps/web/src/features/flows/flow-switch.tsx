'use client'

import { Switch } from '@patchbay/ui/switch'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useMe } from '../shell/use-me.ts'
import { useSwitchFlow } from './use-switch-flow.ts'

const SwitchOffDialog = dynamic(() => import('./switch-off-dialog.tsx').then((module) => module.SwitchOffDialog), {
  ssr: false,
})

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
      {asking ? <SwitchOffDialog flow={flow} onClose={() => setAsking(false)} /> : null}
    </>
  )
}
