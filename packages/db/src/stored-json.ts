/**
 * JSON as PostgreSQL can hold it: its jsonb and text take neither U+0000 nor half of a surrogate pair, and both come
 * out of vendors' answers and cut texts. Each becomes U+FFFD, the sign for a letter that could not be read.
 */
export function storedJson(value: unknown): string {
  // Well-formed letters are never written as escapes of this range, so what stands here is a half.
  return JSON.stringify(value ?? null).replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\\ufffd',
  )
}

export const storedText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD')
