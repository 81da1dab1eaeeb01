import type { TeamContext } from '@patchbay/core/people/team-context'
import type { Person } from '@patchbay/core/ports/people'
import type { Principal } from '@patchbay/core/principal'

/** What a request brings along: made anew for each by the app that mounts the router. */
export type ApiContext = {
  core: TeamContext
  /** Null when nobody is signed in, or who is belongs to no workspace. */
  principal: Principal | null
  person: Person | null
  /** True while nobody has signed up yet. */
  isSignUpOpen: () => Promise<boolean>
}
