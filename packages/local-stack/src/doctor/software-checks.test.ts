import { expect, test } from 'vitest'
import { isGoThatBuilds } from './software-checks.ts'

test('Temporal is built by Go 1.26 or newer; an older Go is as none', () => {
  const said = [
    'go1.26.4 linux/amd64',
    'go1.26rc1 darwin/arm64',
    'devel go1.27-3c5f1a2 Tue Oct 6 2026 linux/amd64',
    'go2.0 linux/amd64',
    'go1.22.12 linux/amd64',
    'go1.9 linux/amd64',
    'some other program',
  ]
  expect(said.filter(isGoThatBuilds)).toEqual(said.slice(0, 4))
})
