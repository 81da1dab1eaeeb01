import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'

/** Bundles the workflows, so that a worker starts without a compiler. Returns the code and writes it when asked. */
export async function buildWorkflowBundle(outFile?: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)),
    // Temporal's own messages about sizes say nothing that a reader of our log could act on.
    logger: {
      log: () => undefined,
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: console.warn,
      error: console.error,
    },
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, extensions: ['.ts', '.js', ...(config.resolve?.extensions ?? [])] },
    }),
  })
  if (outFile) {
    await mkdir(dirname(outFile), { recursive: true })
    await writeFile(outFile, code)
  }
  return code
}
