import { hashFolder } from '@patchbay/local-stack/testing'
import { MIGRATIONS_FOLDER, migrate } from './migrate.ts'

/** For `useDatabase`: a migrated database, made anew when a migration changes. */
export const testDatabase = { migrate, key: hashFolder(MIGRATIONS_FOLDER) }
