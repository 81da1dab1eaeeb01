'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Erasure } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { countWords, whomWords } from './erasure-words.ts'

const STATES = {
  counting: { state: 'running', title: 'Looking for' },
  counted: { state: 'attention', title: 'Found' },
  erasing: { state: 'running', title: 'Erasing' },
  waiting: { state: 'waiting', title: 'Waiting to finish' },
  done: { state: 'succeeded', title: 'Erased' },
  stopped: { state: 'cancelled', title: 'Stopped' },
} as const

/** One request: what was found, what is left, and what to do. */
export function ErasureItem({ erasure }: { erasure: Erasure }) {
  const { state, title } = STATES[erasure.state]
  const under = erasure.state === 'counting' || erasure.state === 'erasing'
  const mentions = countWords(erasure.mentions)
  return (
    <li>
      <SayBox
        state={state}
        title={
          <>
            {erasure.state === 'done' && countWords(erasure.found) === null ? 'Nowhere to be found' : title}:{' '}
            <span className="break-all">{whomWords(erasure)}</span>
          </>
        }
        aside={under ? `${Math.round(erasure.progress * 100)} %` : undefined}
        {...(under ? { progress: erasure.progress } : {})}
        actions={erasure.state === 'done' || erasure.state === 'stopped' ? undefined : <Actions erasure={erasure} />}
      >
        <p>{happened(erasure)}</p>
        {mentions === null ? null : (
          <p className="text-ink-2">
            {mentions} of your own{' '}
            {Object.values(erasure.mentions).reduce((sum, rows) => sum + rows, 0) === 1 ? 'names' : 'name'} them as
            well. Those are yours to change.
          </p>
        )}
        {erasure.trouble === null ? null : (
          <p className="text-attn">It did not get on just now and is tried again: {erasure.trouble}</p>
        )}
        <p className="text-ink-3 text-small">
          Asked for by {erasure.requestedBy} <RelativeTime at={erasure.requestedAt} />
        </p>
      </SayBox>
    </li>
  )
}

function happened({ state, found, erased, left }: Erasure): string {
  const seen = countWords(found)
  const gone = countWords(erased)
  switch (state) {
    case 'counting':
      return seen === null ? 'Nothing is changed yet.' : `So far in ${seen}. Nothing is changed yet.`
    case 'counted':
      return `They are told of in ${seen ?? 'nothing'}. Nothing is changed yet.`
    case 'erasing':
      return gone === null
        ? 'It goes on, whatever restarts.'
        : `Taken out of ${gone} so far. It goes on, whatever restarts.`
    case 'waiting':
      return `Taken out of ${gone ?? 'nothing yet'}. ${counted(left, 'run, event or mail', 'runs, events or mails')} under way ${left === 1 ? 'tells' : 'tell'} of them; nothing of those is touched before they have ended.`
    case 'done':
      return gone === null ? 'Nothing here tells of them.' : `Taken out of ${gone}.`
    case 'stopped':
      return gone === null ? 'Nothing was changed.' : `Taken out of ${gone} before it was stopped.`
  }
}

function Actions({ erasure }: { erasure: Erasure }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const after = {
    onSuccess: () => {
      setAsking(false)
      return client.invalidateQueries(trpc.privacy.pathFilter())
    },
  }
  const confirm = useMutation(trpc.privacy.confirm.mutationOptions(after))
  const stop = useMutation(trpc.privacy.stop.mutationOptions(after))
  const counted = erasure.state === 'counted'
  return (
    <>
      {counted ? (
        <Button variant="danger" size="sm" onClick={() => setAsking(true)}>
          Erase…
        </Button>
      ) : null}
      <Button variant="quiet" size="sm" loading={stop.isPending} onClick={() => stop.mutate({ id: erasure.id })}>
        {counted ? 'Leave everything as it is' : 'Stop'}
      </Button>
      <InlineTrouble error={stop.error} />
      {asking ? (
        <Dialog
          open
          onOpenChange={setAsking}
          size="sm"
          title="Erase this person?"
          description="It cannot be taken back. Runs they were part of stay, without them, and can no longer be retried."
          actions={
            <>
              <Button variant="quiet" onClick={() => setAsking(false)}>
                Not now
              </Button>
              <Button variant="danger" loading={confirm.isPending} onClick={() => confirm.mutate({ id: erasure.id })}>
                Erase for good
              </Button>
            </>
          }
        >
          <p className="break-words">
            <b className="font-semibold">{whomWords(erasure)}</b> is taken out of {countWords(erasure.found)}.
          </p>
          <InlineTrouble error={confirm.error} />
        </Dialog>
      ) : null}
    </>
  )
}
