import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Program = {
  command: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  signal?: AbortSignal | undefined
}

const KEPT_OUTPUT = 8_000

/** Runs a program to its end. Rejects with the last of its output when it fails. */
export async function runProgram(program: Program): Promise<string> {
  const child = spawn(program.command, [...program.args], {
    cwd: program.cwd,
    env: { ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(program.signal === undefined ? {} : { signal: program.signal }),
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) {
    throw new Error(`${program.command} ${program.args.join(' ')} ended with ${code}:\n${output.trim()}`)
  }
  return output
}

export type ExportCall = Pick<Program, 'cwd' | 'env' | 'signal'> & { module: string; name: string; argument: string }

/** Calls a function that a TypeScript module exports, in a process of its own. */
export async function callExport(call: ExportCall): Promise<void> {
  const { cwd, signal } = call
  const program = fileURLToPath(new URL('./call-export.ts', import.meta.url))
  // Not on the command line: an argument may hold a password, and command lines are for all to see.
  const env = { ...call.env, CALL_MODULE: call.module, CALL_EXPORT: call.name, CALL_ARGUMENT: call.argument }
  await runProgram({ command: process.execPath, args: [program], cwd, env, signal })
}
