/**
 * Whether a part that somebody touched belongs to a change with these parts: it is one of them, or a setting of a step
 * that is new, gone or does something else as a whole.
 */
export function isOfParts(part: string, parts: readonly string[]): boolean {
  return parts.some((one) => {
    if (part === one) return true
    const whole = one.endsWith(':does') ? one.slice(0, -':does'.length) : one
    return whole.startsWith('step:') && whole.split(':').length === 2 && part.startsWith(`${whole}:`)
  })
}
