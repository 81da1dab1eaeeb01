/** Two handlers of one event as one: the element's own comes first. */
export function both<E>(own: ((event: E) => void) | undefined, added: (event: E) => void): (event: E) => void {
  return (event) => {
    own?.(event)
    added(event)
  }
}
