import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { inheritedEnvironment, parseLocalStackEnv, resolveCacheDir } from '../env.ts'

/** What Playwright's `launch` takes: `chromium.launch({ executablePath, args, env })`. */
export type Chromium = {
  executablePath: string
  args: string[]
  /** The whole environment for the browser's process: this one's, and where the carried libraries and fonts lie. */
  env: Record<string, string>
}

const run = promisify(execFile)

/**
 * The Chromium that an npm package carries, unpacked once (about 3 s) into the cache folder under its version. It brings
 * its own libraries (NSS, expat) and fonts, so a bare machine needs no package of the system.
 *
 * The package's own launch arguments are not used: with `--single-process` closing a context ends the browser.
 */
export async function ensureChromium(): Promise<Chromium> {
  const inherited = inheritedEnvironment()
  const cacheDir = resolveCacheDir(parseLocalStackEnv(inherited))
  const dir = join(cacheDir, 'chromium', `${packageVersion()}-${process.arch}`)
  if (!existsSync(join(dir, 'chromium'))) await unpack(dir, inherited)
  const libraries = [join(dir, 'al2023', 'lib'), inherited['LD_LIBRARY_PATH'] ?? ''].filter((path) => path !== '')
  return {
    executablePath: join(dir, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: { ...inherited, LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: join(dir, 'fonts') },
  }
}

/** Into a folder beside and then a rename, so that a broken-off unpacking is never taken for a whole one. */
async function unpack(dir: string, inherited: Record<string, string>): Promise<void> {
  mkdirSync(dirname(dir), { recursive: true })
  const draft = mkdtempSync(`${dir}.new-`)
  // These two names tell the package to bring its libraries too; it knows no other way to be asked.
  const env = {
    ...inherited,
    TMPDIR: draft,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x',
  }
  try {
    await run(process.execPath, [fileURLToPath(new URL('./unpack.ts', import.meta.url))], { env })
    writeFileSync(join(draft, 'fonts', 'fonts.conf'), fontsConfig(dir))
    if (!existsSync(dir)) renameSync(draft, dir)
  } catch (error) {
    throw new Error(`Chromium could not be unpacked into ${dir}`, { cause: error })
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** The package's own file names folders of another system only: without this one, text has no height on a bare machine. */
function fontsConfig(dir: string): string {
  const folders = [join(dir, 'fonts', 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts']
  const lines = [...folders.map((folder) => `<dir>${folder}</dir>`), `<cachedir>${join(dir, 'fonts-cache')}</cachedir>`]
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n${lines.join('\n')}\n</fontconfig>\n`
}

function packageVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const file = join(dirname(dirname(entry)), 'package.json')
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version
}
