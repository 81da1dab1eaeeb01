import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'

export type Person = { id: string; name: string; email: string }

/** What a request brings along: made anew for each by the app that mounts the router. */
export type ApiContext = {
  core: CoreContext
  /** Null when nobody is signed in, or who is belongs to no workspace. */
  principal: Principal | null
  person: Person | null
  /** True while nobody has signed up yet. */
  isSignUpOpen: () => Promise<boolean>
}
