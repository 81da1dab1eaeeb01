import { expect, test } from 'vitest'
import { createLogger, type LoggerOptions } from './logger.ts'

function collect(): { lines: () => unknown[]; options: LoggerOptions } {
  const written: string[] = []
  return {
    lines: () => written.map((line) => JSON.parse(line)),
    options: { destination: { write: (line: string) => written.push(line) } },
  }
}

test('secrets are redacted wherever they stand, and the rest is kept', () => {
  const { lines, options } = collect()
  const log = createLogger('test', options)
  log.info({ token: 'a', request: { headers: { authorization: 'Bearer b' }, path: '/x' } }, 'called')
  expect(lines()).toMatchObject([{ name: 'test', level: 'info', msg: 'called', token: '[redacted]' }])
  expect(JSON.stringify(lines())).not.toMatch(/Bearer b|"a"/)
  expect(JSON.stringify(lines())).toContain('/x')
})

test('an error is written with its cause and stack', () => {
  const { lines, options } = collect()
  createLogger('test', options).error(new Error('outer', { cause: new Error('inner') }), 'failed')
  expect(JSON.stringify(lines())).toContain('inner')
})
