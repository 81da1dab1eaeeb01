'use client'

import type { FlowDocument } from '@patchbay/flow/document'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useMailWay } from '../shared/use-mail-way.ts'

/** Whoever an approval asks is told by mail: without a mail server they hear nothing until they look. */
export function NoMailHint({ document }: { document: FlowDocument }) {
  const way = useMailWay()
  const asks = document.steps.filter(({ kind }) => kind === 'approval').map(({ name }) => `“${name}”`)
  if (asks.length === 0 || way === undefined || way === 'smtp') return null
  return (
    <p className="flex items-start gap-2.5 border-line border-b px-6 py-3 text-ui">
      <StateGlyph state="attention" size={16} className="mt-0.5 flex-none" />
      <span>
        No mail server is set, so whoever {asks.join(', ')} {asks.length === 1 ? 'asks' : 'ask'} gets no mail
        {way === 'mail_room' ? ': it lies in the mail room' : ''}. They answer under <b>Approvals</b>.
      </span>
    </p>
  )
}
