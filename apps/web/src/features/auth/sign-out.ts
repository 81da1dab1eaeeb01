export async function signOut(): Promise<void> {
  // Only who signs out needs it.
  const { authClient } = await import('@patchbay/auth/client')
  await authClient.signOut()
  // A whole load: nothing of this person's stays in memory.
  window.location.assign('/sign-in')
}
