import { setConnection, setInput } from './action-operations.ts'
import { addFragment } from './add-fragment.ts'
import { addStep, addStepOnEdge } from './add-steps.ts'
import type { Operator } from './define-operation.ts'
import { duplicateSteps } from './duplicate-steps.ts'
import { connect, disconnect } from './edge-operations.ts'
import { setFailureChoices, setIfFails, setPolicy, setWithoutUndo } from './failure-operations.ts'
import { addNote, editNote, removeNote } from './note-operations.ts'
import type { OperationByKind } from './operation-schemas.ts'
import { patch } from './patch.ts'
import { placeSteps } from './place-steps.ts'
import { reconnect } from './reconnect.ts'
import { removeSteps } from './remove-steps.ts'
import { setSettings } from './set-settings.ts'
import { moveSteps, renameStep, setOutputSchema, setParent, setStepNote } from './step-properties.ts'
import { setTrigger, setTriggerRules } from './trigger-operations.ts'

/** Every kind of change but `batch`, which is made of these. A new kind is one entry here and its shape in `operationSchemas`. */
export const operators: { [K in keyof OperationByKind]: Operator<OperationByKind[K]> } = {
  addStep,
  addStepOnEdge,
  addFragment,
  removeSteps,
  renameStep,
  moveSteps,
  setParent,
  placeSteps,
  setStepNote,
  setOutputSchema,
  duplicateSteps,
  connect,
  disconnect,
  reconnect,
  setInput,
  setSettings,
  setConnection,
  setPolicy,
  setFailureChoices,
  setIfFails,
  setWithoutUndo,
  setTrigger,
  setTriggerRules,
  addNote,
  editNote,
  removeNote,
  patch,
}
