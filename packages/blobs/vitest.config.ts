import { patchbayTests } from '@patchbay/config/vitest'

export default patchbayTests()
