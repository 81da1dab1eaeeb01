import { writeFile } from 'node:fs/promises'
import { catalogFiles } from './catalog-files.ts'

for (const [path, text] of await catalogFiles()) {
  await writeFile(path, text)
  process.stdout.write(`${path}\n`)
}
