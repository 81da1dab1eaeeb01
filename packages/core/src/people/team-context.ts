import type { CoreContext } from '../context.ts'
import type { MailMode } from '../mail/mail-mode.ts'
import type { PeoplePort } from '../ports/people.ts'

/** What use cases about people need besides. */
export type TeamContext = CoreContext & {
  people: PeoplePort
  mail: MailMode
  /** Days that this Patchbay keeps finished runs at most; a workspace may choose less. */
  keepDays: number
}
