import { container } from './container.ts'

/** Where Patchbay's own mail goes, for pages before the sign-in. */
export const mailMode = () => container().core.mail
