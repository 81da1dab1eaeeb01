import { newUuid } from './new-uuid.ts'

/**
 * Keys for the requests of one action that a person intends: the same request, pressed twice or sent again when its
 * answer was lost, has the same key, and the server takes it once. What is meant anew begins with new ones.
 */
export function createActionKeys(): (request: object) => string {
  const keys = new Map<string, string>()
  return (request) => {
    const asked = JSON.stringify(request)
    const key = keys.get(asked) ?? newUuid()
    keys.set(asked, key)
    return key
  }
}
