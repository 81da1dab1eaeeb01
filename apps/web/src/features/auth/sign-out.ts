import { forgetDrafts } from '../editor/draft-store.ts'
import { tellOtherTabs } from '../shell/other-tabs.ts'

/** `back`: a path of ours to return to once somebody is signed in again. */
export async function signOut(back?: string): Promise<void> {
  // Only who signs out needs it.
  const { authClient } = await import('@patchbay/auth/client')
  const session = await authClient.getSession()
  await authClient.signOut()
  tellOtherTabs()
  const owner = session.data?.user.id
  // Left for later, it would be found by whoever sits here next. A browser that refuses must not keep anybody signed in.
  if (owner !== undefined) await forgetDrafts(owner).catch(() => undefined)
  // A whole load: nothing of this person's stays in memory.
  window.location.assign(back === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(back)}`)
}
