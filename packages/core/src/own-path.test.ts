import { expect, test } from 'vitest'
import { isOwnPath } from './own-path.ts'

test('only a path of this site is one, as a browser reads it', () => {
  for (const good of ['/', '/connections?id=1', '/invite/1?key=x#top'])
    expect([good, isOwnPath(good)]).toEqual([good, true])
  for (const bad of [
    '',
    'connections',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    'https://evil.example',
  ]) {
    expect([bad, isOwnPath(bad)]).toEqual([bad, false])
  }
})
