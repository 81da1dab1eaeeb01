import { expect, test } from 'vitest'
import { deviceWords } from './device-words.ts'

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0', 'Firefox on Windows'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19.0 Safari/605', 'Safari on Mac'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/142.0 Mobile Safari/604', 'Chrome on iPhone'],
  ['Mozilla/5.0 (Linux; Android 16) AppleWebKit Chrome/142.0 Mobile Safari/537', 'Chrome on Android'],
  ['node', 'A script'],
  [null, 'Unknown device'],
])('%s reads as %s', (userAgent, words) => {
  expect(deviceWords(userAgent)).toBe(words)
})
