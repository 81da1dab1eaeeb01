/** Where the window of a sign-in says what became of it. Only pages of this origin hear it. */
export const SIGN_IN_CHANNEL = 'patchbay-sign-in'

export type SignInMessage = { attemptId: string; connectionId: string | null; message: string }

/** Null for anything else that is said on the channel. */
export function readSignInMessage(data: unknown): SignInMessage | null {
  if (typeof data !== 'object' || data === null) return null
  const { attemptId, connectionId, message }: { attemptId?: unknown; connectionId?: unknown; message?: unknown } = data
  if (typeof attemptId !== 'string' || typeof message !== 'string') return null
  return { attemptId, connectionId: typeof connectionId === 'string' ? connectionId : null, message }
}
