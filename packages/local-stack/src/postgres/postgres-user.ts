import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'

/** How to run a program of PostgreSQL, which refuses to run as root. */
export type PostgresUser = {
  /** Null: we are no root, so PostgreSQL runs as we do. */
  ids: { uid: number; gid: number } | null
  /** The command line that runs `command` as that user, and what `spawn` takes beside it. */
  wrap: (
    command: string,
    args: readonly string[],
  ) => { command: string; args: string[]; user?: { uid: number; gid: number } }
}

/**
 * As root: the system user `postgres`, made when absent. `paths` are what it must reach (binaries, data). A closed parent
 * folder (0700, as `mktemp -d` makes them) is passed with the capability to traverse folders, given by `setpriv`.
 */
export function postgresUser(paths: readonly string[]): PostgresUser {
  if (process.platform === 'win32' || userInfo().uid !== 0) {
    return { ids: null, wrap: (command, args) => ({ command, args: [...args] }) }
  }
  const ids = systemUser()
  const closed = paths.flatMap(closedFolders)
  if (closed.length === 0) return { ids, wrap: (command, args) => ({ command, args: [...args], user: ids }) }
  if (!mayTraverse(ids)) {
    throw new Error(
      `PostgreSQL runs as the user "postgres", who may not pass ${closed[0]}. ` +
        `Open it for passing (chmod o+x ${closed[0]}), or run Patchbay as a normal user.`,
    )
  }
  return { ids, wrap: (command, args) => ({ command: 'setpriv', args: setprivArgs(ids, command, args) }) }
}

/** Makes a folder that only the PostgreSQL user can open. */
export function makePrivateFolder(path: string, user: PostgresUser): void {
  mkdirSync(dirname(path), { recursive: true })
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (user.ids !== null) chownSync(path, user.ids.uid, user.ids.gid)
}

function systemUser(): { uid: number; gid: number } {
  const existing = findUser()
  if (existing !== null) return existing
  try {
    execFileSync('groupadd', ['--force', '--system', 'postgres'], { stdio: 'pipe' })
    execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'], { stdio: 'pipe' })
  } catch (error) {
    throw new Error(
      'PostgreSQL does not run as root, and the user "postgres" could not be made. ' +
        'Make one (useradd --system postgres), or run Patchbay as a normal user.',
      { cause: error },
    )
  }
  const made = findUser()
  if (made === null) throw new Error('The user "postgres" was made but cannot be found.')
  return made
}

function findUser(): { uid: number; gid: number } | null {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return null
  }
}

function closedFolders(path: string): string[] {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false })
    if (stat !== undefined && (stat.mode & 0o001) === 0) folders.unshift(folder)
  }
  return folders
}

function mayTraverse(ids: { uid: number; gid: number }): boolean {
  try {
    execFileSync('setpriv', setprivArgs(ids, 'true', []), { stdio: 'pipe' })
    return true
  } catch {
    // No setpriv here, or a container that withholds the capability.
    return false
  }
}

function setprivArgs(ids: { uid: number; gid: number }, command: string, args: readonly string[]): string[] {
  const identity = [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups']
  const capability = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
  // PostgreSQL asks access(2) about its own binary, which drops the capability for that question unless this bit is set.
  const keep = '--securebits=+no_setuid_fixup'
  return [...identity, ...capability, keep, '--', command, ...args]
}
