import { takeVendorAnswer } from '../../../../server/sign-in-routes.ts'

export const GET = takeVendorAnswer
