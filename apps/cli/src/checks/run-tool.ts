import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import type { Settings } from '../settings.ts'

export type Tool = {
  /** A program of node_modules/.bin at the root, or a path. */
  program: string
  args: readonly string[]
  /** Relative to the repository; the root when left out. */
  cwd?: string
  env?: Readonly<Record<string, string>>
  timeoutMs?: number
}

export type ToolResult = { ok: boolean; output: string }

const DEFAULT_LIMIT_MS = 15 * 60_000
/** For what takes minutes on a quick machine. */
export const LONG_LIMIT_MS = 45 * 60_000

/** Runs a tool to its end under the project's own Node and gathers what it says. A tool that takes too long is ended and has failed. */
export async function runTool(settings: Settings, tool: Tool): Promise<ToolResult> {
  const bin = join(settings.repositoryDir, 'node_modules/.bin')
  const program = tool.program.includes('/') ? tool.program : join(bin, tool.program)
  const child = spawn(program, [...tool.args], {
    cwd: join(settings.repositoryDir, tool.cwd ?? '.'),
    env: {
      ...settings.environment,
      FORCE_COLOR: undefined,
      NO_COLOR: '1',
      ...tool.env,
      PATH: [bin, settings.environment['PATH'] ?? ''].join(delimiter),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  const limitMs = tool.timeoutMs ?? DEFAULT_LIMIT_MS
  let late = false
  const limit = setTimeout(() => {
    late = true
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
  }, limitMs)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const output = Buffer.concat(chunks).toString('utf8')
    return { ok: code === 0 && !late, output: late ? `${output}\nended after ${limitMs / 1000} s` : output }
  } finally {
    clearTimeout(limit)
  }
}
