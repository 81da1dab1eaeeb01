import type { FlowFile } from '../flow-file.ts'
import type { Template } from './template.ts'

/** A template as the file that importing takes. */
export const fileOf = ({ title, document }: Pick<Template, 'title' | 'document'>): FlowFile => ({
  patchbay: 'flow',
  name: title,
  version: null,
  connections: {},
  document,
})
