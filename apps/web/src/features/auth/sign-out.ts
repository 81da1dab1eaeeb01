/** `back`: a path of ours to return to once somebody is signed in again. */
export async function signOut(back?: string): Promise<void> {
  // Only who signs out needs it.
  const { authClient } = await import('@patchbay/auth/client')
  await authClient.signOut()
  // A whole load: nothing of this person's stays in memory.
  window.location.assign(back === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(back)}`)
}
