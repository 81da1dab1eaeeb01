/** Only a path of our own: an address elsewhere would make a page of ours a way to send people away. */
export function ownPath(text: string | string[] | undefined | null): string | null {
  return typeof text === 'string' && /^\/(?![/\\])/.test(text) ? text : null
}
