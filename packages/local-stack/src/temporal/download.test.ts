import { expect, test } from 'vitest'
import { findChecksum } from './download.ts'

const SUM = 'a'.repeat(64)

test('the checksum of exactly that file is taken, in either form of sha256sum', () => {
  const list = `${'b'.repeat(64)}  temporal_1.31.2_linux_amd64.tar.gz.sig\n${SUM}  temporal_1.31.2_linux_amd64.tar.gz\n`
  expect(findChecksum(list, 'temporal_1.31.2_linux_amd64.tar.gz')).toBe(SUM)
  expect(findChecksum(`${SUM.toUpperCase()} *archive.tgz`, 'archive.tgz')).toBe(SUM)
})

test('a list without the file, or with something that is no checksum, is refused', () => {
  expect(() => findChecksum(`${SUM}  other.tgz`, 'archive.tgz')).toThrow('lists no archive.tgz')
  expect(() => findChecksum('<html>not found</html>  archive.tgz', 'archive.tgz')).toThrow()
})
