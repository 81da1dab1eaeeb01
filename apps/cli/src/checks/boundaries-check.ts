import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '../settings.ts'
import { type CheckResult, oneResult } from './check.ts'
import { runTool } from './run-tool.ts'

/** A breach of a boundary rule, as files to be written for a moment. The first file is the one looked at. */
type Breach = { rule: string; files: readonly { path: string; content: string }[] }

const BREACHES: readonly Breach[] = [
  {
    rule: 'no-cycle',
    files: [
      {
        path: 'packages/mapping/src/planted-a.ts',
        content: "import { b } from './planted-b.ts'\nexport const a = () => b\n",
      },
      {
        path: 'packages/mapping/src/planted-b.ts',
        content: "import { a } from './planted-a.ts'\nexport const b = () => a\n",
      },
    ],
  },
  {
    rule: 'arrow-scheduler-and-mapping',
    files: [
      {
        path: 'packages/mapping/src/planted-arrow.ts',
        content: "export { createLogger } from '../../observability/src/logger.ts'\n",
      },
    ],
  },
  {
    rule: 'no-unresolvable',
    files: [{ path: 'packages/mapping/src/planted-undeclared.ts', content: "export { Client } from 'pg'\n" }],
  },
  {
    rule: 'arrow-connector-simulator',
    files: [
      { path: 'connectors/stripe/simulator/planted-shared.ts', content: "export * from '../src/planted-source.ts'\n" },
      { path: 'connectors/stripe/src/planted-source.ts', content: 'export const planted = 1\n' },
    ],
  },
  {
    rule: 'arrow-web',
    files: [
      {
        path: 'apps/web/src/features/planted-page.ts',
        content: "export * from '../../../../packages/core/src/planted-core.ts'\n",
      },
      { path: 'packages/core/src/planted-core.ts', content: 'export const planted = 1\n' },
    ],
  },
  {
    rule: 'workflows-import-activities-as-types',
    files: [
      {
        path: 'packages/engine/src/workflows/planted-value.ts',
        content: "export { planted } from '../activities/planted-activity.ts'\n",
      },
      { path: 'packages/engine/src/activities/planted-activity.ts', content: 'export const planted = 1\n' },
    ],
  },
]

/** The import of activities as types is right and must stay allowed. */
const RIGHT: Breach = {
  rule: 'none',
  files: [
    {
      path: 'packages/engine/src/workflows/planted-type.ts',
      content: "import type { Planted } from '../activities/planted-types.ts'\nexport type Right = Planted\n",
    },
    { path: 'packages/engine/src/activities/planted-types.ts', content: 'export type Planted = 1\n' },
  ],
}

/** The rooms' import rules over the whole repository. */
export async function checkBoundaries(settings: Settings): Promise<CheckResult> {
  removePlanted(settings)
  const result = await cruise(settings, ['apps', 'packages', 'connectors', 'e2e'])
  return oneResult(result.ok, result.output)
}

/** Plants one breach of each kind and expects each to be found: rules that find nothing look just like rules that hold. */
export async function checkBoundaryRules(settings: Settings): Promise<CheckResult> {
  const reports: string[] = []
  for (const breach of BREACHES) {
    const output = await cruisePlanted(settings, breach)
    if (!output.includes(`error ${breach.rule}:`))
      reports.push(`a planted breach of ${breach.rule} was not found:\n${output}`)
  }
  const right = await cruisePlanted(settings, RIGHT)
  if (right.includes('error ')) reports.push(`a type import of activities into workflows was refused:\n${right}`)
  const failed = reports.length
  return { passed: BREACHES.length + 1 - failed, failed, report: reports.join('\n') }
}

async function cruisePlanted(settings: Settings, breach: Breach): Promise<string> {
  try {
    for (const { path, content } of breach.files) {
      const file = join(settings.repositoryDir, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
    return (await cruise(settings, [breach.files[0]?.path ?? ''])).output
  } finally {
    removePlanted(settings)
  }
}

function cruise(settings: Settings, paths: readonly string[]): Promise<{ ok: boolean; output: string }> {
  return runTool(settings, { program: 'depcruise', args: ['--config', '.dependency-cruiser.mjs', ...paths] })
}

/** Also what a run that was killed left behind. */
function removePlanted(settings: Settings): void {
  for (const { path } of [...BREACHES, RIGHT].flatMap(({ files }) => files)) {
    rmSync(join(settings.repositoryDir, path), { force: true })
  }
}
