import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const compress = promisify(brotliCompress)

/**
 * Puts a Brotli copy beside each script and style of a build, made once and with more care than an answer has time for:
 * a fifth less to send than what Next compresses on the way out (gzip). `compressedStatic` sends it.
 */
export async function compressStatic(distDir: string): Promise<void> {
  const folder = join(distDir, 'static/chunks')
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(js|css)$/.test(file))
  await Promise.all(files.map((file) => compressFile(join(folder, file))))
}

async function compressFile(file: string): Promise<void> {
  const whole = await readFile(file)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
  }
  await writeFile(`${file}.br`, await compress(whole, { params }))
}

const takesBrotli = [{ type: 'header' as const, key: 'accept-encoding', value: '(.*[\\s,])?br([\\s,;].*)?' }]

/** How Next is told to send the copies to whoever takes them. Their names hold a hash of what is in them. */
export const compressedStatic = {
  rewrites: ['js', 'css'].map((end) => ({
    source: `/_next/static/chunks/:file(.+\\.${end})`,
    has: takesBrotli,
    destination: '/_next/static/chunks/:file.br',
  })),
  headers: [['js', 'application/javascript; charset=UTF-8'] as const, ['css', 'text/css; charset=UTF-8'] as const].map(
    ([end, type]) => ({
      source: `/_next/static/chunks/:file(.+\\.${end})`,
      has: takesBrotli,
      headers: [
        { key: 'content-encoding', value: 'br' },
        { key: 'content-type', value: type },
      ],
    }),
  ),
}
