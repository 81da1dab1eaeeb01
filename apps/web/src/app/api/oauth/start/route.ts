import { startAtVendor } from '../../../../server/sign-in-routes.ts'

export const GET = startAtVendor
