'use client'

import { Input } from '@patchbay/ui/input'
import { Segmented } from '@patchbay/ui/segmented'
import { Select } from '@patchbay/ui/select'
import { useState } from 'react'
import { type FaultWish, modeWord, wishOf } from './fault-words.ts'
import { FAULT_MODES, type Fault, type FaultMode } from './sandbox-schema.ts'

const short = FAULT_MODES.filter((mode) => mode !== 'timeout_after_apply')
const statuses = ['500', '502', '503', '504', '400', '401', '404'] as const

export type FaultControlsProps = { label: string; fault: Fault; onChange: (wish: FaultWish) => void }

export function FaultControls({ label, fault, onChange }: FaultControlsProps) {
  const choose = (mode: FaultMode) => onChange(wishOf(mode, fault))
  const counted = fault.count !== null
  return (
    <div className="mt-2 flex flex-col gap-2 whitespace-nowrap">
      <Segmented<FaultMode>
        label={`${label}: what it does`}
        value={fault.mode}
        onValueChange={choose}
        className="self-start"
        options={short.map((mode) => ({ value: mode, label: modeWord[mode] }))}
      />
      <Segmented<FaultMode>
        label={`${label}: answers get lost`}
        value={fault.mode}
        onValueChange={choose}
        className="self-start"
        options={[{ value: 'timeout_after_apply', label: modeWord.timeout_after_apply }]}
      />
      {counted ? (
        <div className="flex items-center gap-2 text-small">
          next
          <CountField
            key={fault.count}
            label={`${label}: how many calls`}
            value={fault.count ?? 1}
            onChange={(count) => onChange({ mode: fault.mode, status: fault.status, count })}
          />
          {fault.mode === 'fail' ? (
            <>
              calls, with
              <Select
                size="sm"
                label={`${label}: status`}
                className="w-20"
                value={statuses.find((status) => status === String(fault.status)) ?? null}
                onValueChange={(status) => onChange({ mode: fault.mode, count: fault.count, status: Number(status) })}
                options={statuses.map((status) => ({ value: status, label: status }))}
              />
            </>
          ) : (
            'calls'
          )}
        </div>
      ) : null}
    </div>
  )
}

const MOST = 999

/** Told when it is left or Enter is pressed, not at every digit. */
function CountField({ label, value, onChange }: { label: string; value: number; onChange: (count: number) => void }) {
  const [text, setText] = useState(String(value))
  const tell = () => {
    const count = Number.parseInt(text, 10)
    if (count >= 1 && count <= MOST && count !== value) onChange(count)
    else setText(String(value))
  }
  return (
    <Input
      aria-label={label}
      inputMode="numeric"
      className="h-7 w-14"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={tell}
      onKeyDown={(event) => {
        if (event.key === 'Enter') tell()
      }}
    />
  )
}
