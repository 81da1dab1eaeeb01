import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildIfChanged } from './build-if-changed.ts'
import { callExport, runProgram } from './run-program.ts'

export type BuildOptions = {
  repositoryDir: string
  /** What the builds inherit. */
  environment: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
}

type BuildResult = 'done' | 'unchanged'

/** Where the pre-built workflow code lies; the worker is told by PATCHBAY_WORKFLOW_BUNDLE. */
export function workflowBundleFile(repositoryDir: string): string {
  return join(repositoryDir, 'packages/engine/dist/workflow-bundle.js')
}

/** The workflow code as one file, so that a worker starts at once. Skipped when nothing it is made of has changed. */
export async function buildWorkflows(options: BuildOptions): Promise<BuildResult> {
  const { repositoryDir, environment, signal } = options
  const output = workflowBundleFile(repositoryDir)
  const result = await buildIfChanged({
    repositoryDir,
    packageDir: 'packages/engine',
    output,
    stampFile: `${output}.hash`,
    async run() {
      mkdirSync(dirname(output), { recursive: true })
      await callExport({
        cwd: repositoryDir,
        env: environment,
        signal,
        module: join(repositoryDir, 'packages/engine/src/bundle.ts'),
        name: 'buildWorkflowBundle',
        argument: output,
      })
    },
  })
  return result === 'built' ? 'done' : 'unchanged'
}

/** `next build`, skipped when nothing it is made of has changed. */
export async function buildWebApp(options: BuildOptions): Promise<BuildResult> {
  const { repositoryDir, environment, signal } = options
  const webDir = join(repositoryDir, 'apps/web')
  const result = await buildIfChanged({
    repositoryDir,
    packageDir: 'apps/web',
    output: join(webDir, '.next/BUILD_ID'),
    stampFile: join(webDir, '.next/patchbay-inputs.hash'),
    run: async () => {
      await runProgram({
        command: process.execPath,
        args: [join(webDir, 'node_modules/next/dist/bin/next'), 'build'],
        cwd: webDir,
        env: { ...environment, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
        signal,
      })
    },
  })
  return result === 'built' ? 'done' : 'unchanged'
}
