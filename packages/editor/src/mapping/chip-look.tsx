import { cn } from '@patchbay/ui/cn'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { Unplug } from 'lucide-react'

export type ChipTone = 'mapped' | 'mayBeEmpty' | 'gone'

/** A chip is a plug: round on the left, with its dot, the source's sign and where the value comes from. */
export function ChipLook({ words, icon, tone }: { words: string; icon: string | null; tone: ChipTone }) {
  return (
    <span className={cn(chipClass, toneClass[tone])}>
      <span className={cn('ml-[5px] size-2.5 flex-none rounded-full border-2 bg-surface', dotClass[tone])} />
      {tone === 'gone' ? <Unplug size={12} strokeWidth={1.75} className="flex-none" /> : null}
      {icon === null || tone === 'gone' ? null : <VendorMark connector={icon} size={12} />}
      <span className="min-w-0 truncate font-medium">{words}</span>
    </span>
  )
}

const chipClass =
  'inline-flex h-[22px] min-w-0 max-w-full items-center gap-[5px] rounded-[11px_5px_5px_11px] border pr-[7px] text-small whitespace-nowrap'

const toneClass: Record<ChipTone, string> = {
  mapped: 'border-signal-line bg-signal-soft text-signal',
  mayBeEmpty: 'border-attn-line bg-attn-soft text-attn',
  gone: 'border-bad-line bg-bad-soft text-bad',
}

const dotClass: Record<ChipTone, string> = {
  mapped: 'border-signal-solid',
  mayBeEmpty: 'border-attn-solid',
  gone: 'border-dashed border-bad-solid',
}
