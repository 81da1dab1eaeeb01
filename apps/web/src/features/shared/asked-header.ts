/** The path that a page was asked for: a layout, which is not told, leads back to it after signing in. */
export const ASKED_HEADER = 'x-patchbay-asked'
