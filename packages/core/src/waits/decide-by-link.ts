import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import type { Person } from '../ports/people.ts'
import { fail, type Result } from '../result.ts'
import { type ApprovalAnswer, announce, takeAnswer } from './decide-approval.ts'
import { holderOf, openLink } from './open-link.ts'

/** Answers by the link of a mail, without signing in: as the one whom it was sent to. */
export async function decideByLink(
  ctx: CoreContext,
  person: Person | null,
  input: ApprovalAnswer & { token: string },
): Promise<Result<{ runId: string }>> {
  const opened = await openLink(ctx, input.token)
  if (!opened.ok) return opened
  const link = opened.value
  if (link === null) return unknown
  const decided = await inWorkspace(ctx.db, link.workspaceId, async (tx) => {
    const holder = await holderOf(tx, link)
    if (holder === null) return unknown
    if (person !== null && person.id !== link.userId) {
      return fail('forbidden', `This link is for ${holder.name}, and you are signed in as ${person.name}.`)
    }
    return takeAnswer(tx, { who: holder, approvalId: link.approvalId, way: 'link' }, input)
  })
  return announce(ctx, link.workspaceId, decided)
}

const unknown = fail('not_found', 'This link leads to no question. Open it from the mail once more.')
