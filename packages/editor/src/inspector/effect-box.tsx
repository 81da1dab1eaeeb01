import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import { Eye, ShieldAlert, ShieldCheck } from 'lucide-react'
import { effectWords } from './effect-words.ts'

/** What the step does outside, and what keeps it from being done twice. */
export function EffectBox({ action, title }: { action: ActionManifest; title: string }) {
  const { kind, lead, rest } = effectWords(action, title)
  const Icon = kind === 'once' ? ShieldCheck : kind === 'reads' ? Eye : ShieldAlert
  const unsafe = kind === 'unsafe'
  return (
    <div
      className={`flex gap-2.5 rounded-2 border px-3 py-2.5 text-ink-2 text-small ${unsafe ? 'border-attn-line bg-attn-tint' : 'border-line bg-surface-2'}`}
    >
      <Icon
        size={16}
        strokeWidth={1.75}
        aria-hidden="true"
        className={unsafe ? 'mt-px flex-none text-attn' : 'mt-px flex-none'}
      />
      <span>
        <b className={unsafe ? 'text-attn' : 'text-ink'}>{lead}</b> {rest}
      </span>
    </div>
  )
}
