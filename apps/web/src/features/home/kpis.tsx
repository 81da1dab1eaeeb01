'use client'

import { durationWords } from '@patchbay/ui/duration-words'
import { KpiCard } from '@patchbay/ui/kpi-card'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Home } from '../../trpc/types.ts'
import { counted, figureOfMs, percentWords, signed } from '../shared/words.ts'

/** Four figures, each with its trend against the time before and what it means. */
export function Kpis({ home }: { home: Home }) {
  const when = home.window
  const failedShare = home.finished > 0 ? (home.failed.value ?? 0) / home.finished : null
  const took = home.p50Ms.value === null ? null : figureOfMs(home.p50Ms.value)
  return (
    <div className="grid grid-cols-2 gap-3.5 max-md:gap-2.5 xl:grid-cols-4">
      <KpiCard
        label="Events accepted"
        value={(home.accepted.value ?? 0).toLocaleString('en-GB')}
        trend={trendOf(home.accepted.change, (change) => `${percentWords(Math.abs(change))}%`, null)}
        note={`${counted(home.duplicatesStopped, 'duplicate')} stopped`}
        points={home.accepted.series}
        more={linkTo(`/deliveries?when=${when}`)}
      />
      <KpiCard
        label="Runs that succeeded"
        value={home.succeededShare.value === null ? '–' : percentWords(home.succeededShare.value)}
        unit={home.succeededShare.value === null ? 'nothing finished yet' : '%'}
        trend={trendOf(home.succeededShare.change, (change) => (Math.abs(change) * 100).toFixed(1), true)}
        note={`${home.succeeded.toLocaleString('en-GB')} of ${home.finished.toLocaleString('en-GB')} finished`}
        points={home.succeededShare.series}
        more={linkTo(`/runs?state=succeeded&when=${when}`)}
      />
      <KpiCard
        label="Runs that failed"
        value={(home.failed.value ?? 0).toLocaleString('en-GB')}
        tone={(home.failed.value ?? 0) > 0 ? 'bad' : 'plain'}
        trend={trendOf(home.failed.change, (change) => Math.abs(change).toLocaleString('en-GB'), false)}
        note={failedShare === null ? 'nothing finished yet' : `${percentWords(failedShare)}% of what finished`}
        points={home.failed.series}
        more={linkTo(`/runs?state=failed&when=${when}`)}
      />
      <KpiCard
        label="Event to finished"
        value={took?.value ?? '–'}
        unit={took === null ? 'nothing finished yet' : `${took.unit}, half of runs`}
        trend={trendOf(home.p50Ms.change, (change) => durationWords(Math.abs(change), { fine: true }), false)}
        note={
          home.p95Ms === null ? undefined : (
            <>
              95 in 100 within <b className="text-ink-2">{durationWords(home.p95Ms, { fine: true })}</b>
            </>
          )
        }
        points={home.p50Ms.series}
        more={linkTo(`/runs?when=${when}`)}
      />
    </div>
  )
}

/** `upIsGood: null` has no colour: more events are neither. No trend where nothing changed or there was no time before. */
function trendOf(change: number | null, words: (change: number) => string, upIsGood: boolean | null) {
  if (change === null || change === 0) return undefined
  const up = change > 0
  return { text: signed(change, words(change)), up, good: upIsGood === null ? null : up === upIsGood }
}

function linkTo(href: string) {
  return (arrow: ReactNode, name: string) => (
    <Link href={href} aria-label={name} className="-m-1 rounded-1 p-1 after:absolute after:inset-0">
      {arrow}
    </Link>
  )
}
