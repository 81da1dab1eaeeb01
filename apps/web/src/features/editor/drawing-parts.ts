// One thing to fetch: the canvas opens the same list of steps that stands beside it, and apart each would bring its own.
export { EditCanvas } from '@patchbay/editor/edit-canvas'
export { Palette } from '@patchbay/editor/palette'
