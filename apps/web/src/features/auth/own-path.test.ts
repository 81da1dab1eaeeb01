import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

test('only a path of this site is gone to', () => {
  expect(ownPath('/invite/1?key=x')).toBe('/invite/1?key=x')
  for (const bad of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '',
    undefined,
    ['/a'],
  ]) {
    expect(ownPath(bad)).toBeNull()
  }
})
