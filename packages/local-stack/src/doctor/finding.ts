import type { LocalStackEnv } from '../env.ts'

export type DoctorOptions = {
  repositoryDir: string
  dataDir: string
  cacheDir: string
  settings: LocalStackEnv
}

/** One thing a start needs. `remedy` says how to mend it, and is null when nothing is missing. */
export type Finding = { subject: string; detail: string; remedy: string | null }
