import { patchbayTests } from './packages/config/vitest.ts'

export default patchbayTests(['{apps,packages}/*/src', 'connectors/*/{src,simulator}', 'e2e'])
