'use client'

import { RelativeTime } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { counted, sentence } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { isTriedInVain } from './connection-state.ts'
import { ReplaceKey } from './replace-key.tsx'
import { SignInAgain } from './sign-in-again.tsx'

/** What broke, since when, what is held for it, and the fix in place. */
export function ConnectionStateBox({ connection }: { connection: ConnectionSummary }) {
  const me = useMe()
  if (connection.state === 'working') return null
  if (isTriedInVain(connection)) {
    return (
      <SayBox state="failed" title="The test failed" safe="It is saved, and nothing was sent.">
        {sentence(connection.stateReason ?? '')} Mend it, then test it again.
      </SayBox>
    )
  }
  if (connection.state === 'untested' && !connection.canTest) {
    const { connectorTitle, held } = connection
    const waiting =
      held === 0
        ? {}
        : { safe: `${counted(held, 'run is', 'runs are')} held. One goes first; once it went through, all do.` }
    return (
      <SayBox state="queued" title="Not tried yet" {...waiting}>
        Nobody can try a key of {connectorTitle} ahead of time: its first call shows whether it works.
      </SayBox>
    )
  }
  if (connection.state === 'untested') {
    return (
      <SayBox state="queued" title="Not tested yet">
        Test it, so that flows do not find out first.
      </SayBox>
    )
  }
  const signedIn = connection.method === 'sign_in'
  const mayMend = signedIn ? me.can['connection.sign_in'] : me.can['connection.replace_secret']
  const Fix = signedIn ? SignInAgain : ReplaceKey
  return (
    <SayBox
      state="attention"
      title={signedIn ? 'The sign-in has ended' : 'The key is no longer accepted'}
      aside={
        <>
          since <RelativeTime at={connection.stateSince} />
        </>
      }
      safe={heldWords(connection)}
      actions={mayMend ? <Fix connection={connection} /> : undefined}
    >
      {connection.stateReason ?? `${connection.connectorTitle} refused it.`}
    </SayBox>
  )
}

function heldWords({ held, method, usedBy }: ConnectionSummary): string {
  if (held === 0) return 'No run is held for it now.'
  const where = usedBy.filter((use) => use.held > 0)
  const [only] = where
  const place = where.length === 1 && only !== undefined ? ` before “${only.stepName}”` : ''
  const mended = method === 'sign_in' ? 'somebody has signed in again' : 'a working key is here'
  return `${counted(held, 'run is', 'runs are')} held${place}. They go on by themselves once ${mended}.`
}
