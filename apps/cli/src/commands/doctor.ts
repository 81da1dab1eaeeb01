import { examine } from '@patchbay/local-stack/doctor'
import type { Settings } from '../settings.ts'

/** Says what a start needs and what of it is missing. Resolves with the exit code: 1 when something is. */
export async function doctor(settings: Settings): Promise<number> {
  const { repositoryDir, dataDir, cacheDir, stack } = settings
  const findings = await examine({ repositoryDir, dataDir, cacheDir, settings: stack })
  for (const { subject, detail, remedy } of findings) {
    process.stdout.write(`${remedy === null ? '✔' : '✖'} ${subject.padEnd(14)} ${detail}\n`)
    if (remedy !== null) process.stdout.write(`  ${' '.repeat(14)} ${remedy}\n`)
  }
  const missing = findings.filter(({ remedy }) => remedy !== null).length
  process.stdout.write(missing === 0 ? 'All is there.\n' : `${missing} of ${findings.length} need mending.\n`)
  return missing === 0 ? 0 : 1
}
