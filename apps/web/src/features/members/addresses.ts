import * as z from 'zod/mini'

const Email = z.email()

/** E-mail addresses out of what somebody typed or pasted: separated by spaces, commas, semicolons or lines. */
export function splitAddresses(text: string): string[] {
  const found = text
    .split(/[\s,;]+/)
    .map((part) => part.replace(/^.*<|>.*$/g, '').trim())
    .filter((part) => part !== '')
  return [...new Set(found)]
}

export const isAddress = (text: string): boolean => Email.safeParse(text).success
