/** Carries the word by which the server's log can be searched for a failed call. */
export const REFERENCE_HEADER = 'x-patchbay-reference'
