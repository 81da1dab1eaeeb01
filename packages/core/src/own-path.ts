/**
 * Whether a text is a path of this site. Browsers drop tabs and line breaks from an address before they read it, so that
 * a slash, a tab and a slash lead to another host: no control character may stand in it.
 */
export const isOwnPath = (text: string): boolean => /^\/(?![/\\])\P{Cc}*$/u.test(text)
