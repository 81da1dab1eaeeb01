/** A number that a text fixes: FNV-1a with a final mix, enough to spread small inputs. */
export function chanceOf(text: string): number {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}

export function pick<T>(from: readonly T[], chance: number): T {
  const chosen = from[chance % from.length]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}
