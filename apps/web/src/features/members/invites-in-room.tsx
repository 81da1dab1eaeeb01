'use client'

import { CodeView } from '@patchbay/ui/code-view'
import { Banner } from '@patchbay/ui/say-box'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { counted } from '../shared/words.ts'

/** What was invited where no mail server is set: nobody gets it unless somebody sends the links. */
export function InvitesInRoom({ emails }: { emails: readonly string[] }) {
  const trpc = useTrpc()
  const invites = useQuery(trpc.invites.list.queryOptions()).data ?? []
  const made = invites.filter(({ email }) => email !== null && emails.includes(email))
  return (
    <div className="flex flex-col gap-3">
      <Banner state="attention">
        No mail server is set: {counted(emails.length, 'invite lies', 'invites lie')} in the mail room and{' '}
        {emails.length === 1 ? 'goes' : 'go'} no further. Send each their link yourself.
      </Banner>
      {made.map(({ id, email, url }) => (
        <div key={id}>
          <p className="mb-1.5 font-medium text-ui">{email}</p>
          {url === null ? null : <CodeView label={`Invite link for ${email}`} code={url} copy wrap />}
        </div>
      ))}
      <p className="text-ink-3 text-small">
        A link works once, for that address only, for 7 days. Who comes by it confirms the address first: that mail lies
        in the mail room, too.
      </p>
    </div>
  )
}
