// Run as a program of its own: the package takes its target folder (TMPDIR) and its platform from the environment at import.
import chromium from '@sparticuz/chromium'

await chromium.executablePath()
