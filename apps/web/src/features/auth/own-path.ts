/**
 * Only a path of our own: an address elsewhere would make a page of ours a way to send people away. Browsers drop tabs
 * and line breaks before they read an address, so none may stand in it.
 */
export function ownPath(text: string | string[] | undefined | null): string | null {
  return typeof text === 'string' && /^\/(?![/\\])\P{Cc}*$/u.test(text) ? text : null
}
