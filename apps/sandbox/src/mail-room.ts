import type { Mail } from './control-schema.ts'
import { simulators } from './simulators.ts'
import type { Workspace } from './workspaces.ts'

/** All mail of a workspace, newest first, by whichever way it was sent. */
export function readMails(workspace: Workspace): Mail[] {
  const sent: Mail[] = [
    ...simulators.sendgrid.commands.mails(workspace.hostOf('sendgrid'), {}),
    ...simulators.smtp.commands.mails(workspace.hostOf('smtp'), {}),
  ]
  return sent.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
}
