import { createHash } from 'node:crypto'
import { ENGINE_VERSION } from '@patchbay/flow/plan'

const SOURCE_MAP = '//# sourceMappingURL='
const PATTERN = /^v(\d+)-[0-9a-f]{12}$/

/**
 * Names what a bundle of workflows does: the engine's version, and a hash of the code without its source map, so that two
 * machines that built the same say the same.
 */
export function buildIdOf(code: string): string {
  const map = code.lastIndexOf(SOURCE_MAP)
  const hash = createHash('sha256')
    .update(map === -1 ? code : code.slice(0, map))
    .digest('hex')
  return `v${ENGINE_VERSION}-${hash.slice(0, 12)}`
}

/** The engine's version of a build; null for a name that is not ours. */
export function engineVersionOf(buildId: string): number | null {
  const found = PATTERN.exec(buildId)
  return found === null ? null : Number(found[1])
}
