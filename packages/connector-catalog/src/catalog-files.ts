import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Connector } from '@patchbay/connector-sdk'
import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'

const CONNECTORS = fileURLToPath(new URL('../../../connectors', import.meta.url))
const GENERATED = fileURLToPath(new URL('./generated', import.meta.url))

type Entry = { id: string; exportName: string; manifest: ConnectorManifest; icon: string }

/** What the catalogue's generated files must hold, by path: made from the connectors as they are now. */
export async function catalogFiles(): Promise<Map<string, string>> {
  const names = (await readdir(CONNECTORS, { withFileTypes: true })).filter((one) => one.isDirectory())
  const entries: Entry[] = []
  for (const { name } of names.sort((a, b) => a.name.localeCompare(b.name))) entries.push(await readConnector(name))
  const manifests = Object.fromEntries(entries.map((entry) => [entry.id, entry.manifest]))
  const icons = Object.fromEntries(entries.map((entry) => [entry.id, entry.icon]))
  return new Map([
    [join(GENERATED, 'loaders.ts'), loadersSource(entries)],
    [join(GENERATED, 'manifest.json'), `${JSON.stringify(manifests, null, 2)}\n`],
    [join(GENERATED, 'icons.json'), `${JSON.stringify(icons, null, 2)}\n`],
  ])
}

async function readConnector(name: string): Promise<Entry> {
  const dir = join(CONNECTORS, name)
  const source = join(dir, 'src', `${name}.ts`)
  const module: unknown = await import(pathToFileURL(source).href)
  const found = Object.entries(Object(module)).find((pair): pair is [string, Connector] => isConnector(pair[1]))
  if (found === undefined) throw new Error(`${source} exports no connector: export what t.connector returns`)
  const [exportName, { manifest }] = found
  if (manifest.id !== name) throw new Error(`${source} has the id "${manifest.id}": name it like its folder, "${name}"`)
  const icon = (await readFile(join(dir, 'icon.svg'), 'utf8')).trim()
  return { id: name, exportName, manifest, icon }
}

function isConnector(value: unknown): value is Connector {
  return value !== null && typeof value === 'object' && 'manifest' in value && 'actions' in value && 'options' in value
}

function loadersSource(entries: Entry[]): string {
  const key = (id: string) => (/^[a-z]+$/.test(id) ? id : `'${id}'`)
  const lines = entries.map(
    ({ id, exportName }) => `  ${key(id)}: async () => (await import('@patchbay/connector-${id}')).${exportName},`,
  )
  return [
    '// Written by generate.ts from the folders under connectors/; do not edit.',
    "import type { Connector } from '@patchbay/connector-sdk'",
    '',
    'export const loaders: Record<string, () => Promise<Connector>> = {',
    ...lines,
    '}',
    '',
  ].join('\n')
}
