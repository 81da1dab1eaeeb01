import type { TeamContext } from '@patchbay/core/people/team-context'
import type { Database } from '@patchbay/db/database'
import type { NewWorkspace } from './people.ts'

export type AuthOptions = {
  db: Database
  /** Without a trailing slash. */
  publicUrl: string
  /** 32 bytes in base64. */
  secretKey: string
  /** Addresses or CIDR ranges of proxies in front whose X-Forwarded-For is believed; default none. */
  trustedProxies?: string[]
  /** Who may join what, mail, and the audit log are core's. */
  core: Pick<TeamContext, 'db' | 'people' | 'mail' | 'settings' | 'notify' | 'clock'>
  /** Core's use case; lays out the sandbox and the Order journey. */
  createWorkspace: (workspace: NewWorkspace) => Promise<void>
}
