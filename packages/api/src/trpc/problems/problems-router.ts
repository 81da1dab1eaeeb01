import { router } from '../init.ts'
import { dismiss } from './dismiss.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { previewEditProcedure } from './preview-edit.ts'
import { reopen } from './reopen.ts'
import { settle } from './settle.ts'

export const problemsRouter = router({ dismiss, get, list, previewEdit: previewEditProcedure, reopen, settle })
