import type { TeamContext } from '@patchbay/core/people/team-context'
import type { TestCore } from '@patchbay/core/testing/open-core'
import { createPeoplePort } from '../people-port.ts'

/** The use cases of a test with accounts on the same database. */
export const teamOf = (core: TestCore): TeamContext => ({
  ...core.ctx,
  people: createPeoplePort(core.ctx.db),
  mail: 'mail_room',
  keepDays: 90,
})
