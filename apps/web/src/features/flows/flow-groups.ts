export type Grouped<T> = { folder: string | null; flows: T[] }
export type OnOff = 'all' | 'on' | 'off'
export type Order = 'folders' | 'list'

type Listed = { name: string; folder: string | null; enabled: boolean; connectors: string[]; start: string | null }

/** By folder, in the order of the alphabet; flows without a folder last. */
export function groupFlows<T extends Listed>(flows: readonly T[]): Grouped<T>[] {
  const folders = [...new Set(flows.map((flow) => flow.folder))].sort(byFolder)
  return folders.map((folder) => ({
    folder,
    flows: flows.filter((flow) => flow.folder === folder).sort((a, b) => a.name.localeCompare(b.name)),
  }))
}

/** The folders there are, in the order of the alphabet. */
export const foldersOf = (flows: readonly { folder: string | null }[]): string[] =>
  [...new Set(flows.flatMap(({ folder }) => folder ?? []))].sort((a, b) => a.localeCompare(b))

/** By what a person types: name, app, or how it starts. */
export function filterFlows<T extends Listed>(flows: readonly T[], text: string, state: OnOff): T[] {
  const wanted = text.trim().toLowerCase()
  return flows.filter((flow) => {
    if (state !== 'all' && flow.enabled !== (state === 'on')) return false
    return [flow.name, flow.start ?? '', ...flow.connectors].some((words) => words.toLowerCase().includes(wanted))
  })
}

function byFolder(a: string | null, b: string | null): number {
  if (a === null) return b === null ? 0 : 1
  return b === null ? -1 : a.localeCompare(b)
}
