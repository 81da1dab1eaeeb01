import { patchbayTests } from '@patchbay/config/vitest'
import { mergeConfig } from 'vitest/config'

const base = patchbayTests()
const integration = base.test?.projects?.find(
  (project) => typeof project === 'object' && 'test' in project && project.test?.name === 'integration',
)
if (typeof integration !== 'object' || !('test' in integration))
  throw new Error('the preset has no integration project')

export default mergeConfig({}, { test: { ...integration.test, name: 'record', include: ['src/**/*.record.ts'] } })
