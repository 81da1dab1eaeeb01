import { authClient } from '@patchbay/auth/client'

export async function signOut(): Promise<void> {
  await authClient.signOut()
  // A whole load: nothing of this person's stays in memory.
  window.location.assign('/sign-in')
}
