import { headers } from 'next/headers'
import { container } from './container.ts'

/** For pages before the sign-in: is anybody there yet, and is this one of them? */
export async function peopleStatus(): Promise<{ open: boolean; signedIn: boolean }> {
  const { auth } = container()
  const person = await auth.personOf(await headers())
  return { open: person === null && (await auth.isSignUpOpen()), signedIn: person !== null }
}
