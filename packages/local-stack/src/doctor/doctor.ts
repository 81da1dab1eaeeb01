import type { DoctorOptions, Finding } from './finding.ts'
import { checkDisk, checkFolderRights, checkMemory, checkSharedMemory } from './machine-checks.ts'
import { checkNode, checkPorts, checkPostgres, checkTemporal } from './software-checks.ts'

export type { DoctorOptions, Finding } from './finding.ts'

/** Looks at everything a start needs and changes nothing. Takes up to a few seconds, for the internet and servers of one's own. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  return Promise.all([
    checkNode(),
    checkPostgres(options),
    checkTemporal(options),
    checkPorts(options),
    checkFolderRights(options),
    checkDisk(options),
    checkMemory(),
    checkSharedMemory(),
  ])
}
