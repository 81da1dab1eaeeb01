import { z } from 'zod'
import {
  edgeSchema,
  ifFailsSchema,
  kindFields,
  noteSchema,
  policySchema,
  runRulesSchema,
  stepSchema,
  triggerSchema,
} from '../document-schema.ts'
import { mappingSchema } from '../mapping-schema.ts'

const id = edgeSchema.shape.id
const { from, port, to } = edgeSchema.shape
const { text, position: notePosition, size } = noteSchema.shape
const { name, note: stepNote, outputSchema } = stepSchema.options[0].shape
const position = z.strictObject({ x: z.number(), y: z.number() })

/** A part of a flow: what is copied, pasted, and put in from a template. */
export const fragmentSchema = z.strictObject({
  steps: z.array(stepSchema).max(500),
  edges: z.array(edgeSchema).max(2000),
  notes: z.array(noteSchema).max(200),
})

const settingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('action'), connector: id.optional(), action: id.optional() }),
  z.strictObject({ ...z.strictObject(kindFields.branch).partial().shape, kind: z.literal('branch') }),
  z.strictObject({ ...z.strictObject(kindFields.filter).partial().shape, kind: z.literal('filter') }),
  z.strictObject({
    ...z.strictObject(kindFields.loop).partial().shape,
    kind: z.literal('loop'),
    batchSize: kindFields.loop.batchSize.nullable(),
    collect: kindFields.loop.collect.nullable(),
  }),
  z.strictObject({ ...z.strictObject(kindFields.repeat).partial().shape, kind: z.literal('repeat') }),
  z.strictObject({ kind: z.literal('parallel'), join: kindFields.parallel.join.nullable() }),
  z.strictObject({ ...z.strictObject(kindFields.scope).partial().shape, kind: z.literal('scope') }),
  z.strictObject({ ...z.strictObject(kindFields.event).partial().shape, kind: z.literal('event') }),
  z.strictObject({ ...z.strictObject(kindFields.approval).partial().shape, kind: z.literal('approval') }),
  z.strictObject({ ...z.strictObject(kindFields.subflow).partial().shape, kind: z.literal('subflow') }),
  z.strictObject({ ...z.strictObject(kindFields.wait).partial().shape, kind: z.literal('wait') }),
  z.strictObject({ ...z.strictObject(kindFields.answer).partial().shape, kind: z.literal('answer') }),
  z.strictObject({
    ...z.strictObject(kindFields.stop).partial().shape,
    kind: z.literal('stop'),
    message: mappingSchema.nullable().optional(),
  }),
])

/** Null: tried. Absent: as it was, or tried in another container. */
const lane = z.enum(['catch', 'finally']).nullable().optional()
const index = z.int().min(0)
const remove = z.array(id).max(2000)

/**
 * The shape of each kind of change, by its name; what a change does is in `operators`, which carries no schema: the
 * browser applies changes long before it reads any that came from elsewhere.
 */
export const operationSchemas = {
  addStep: z.strictObject({ kind: z.literal('addStep'), step: stepSchema }),
  addStepOnEdge: z.strictObject({
    kind: z.literal('addStepOnEdge'),
    step: stepSchema,
    edgeId: id,
    newEdgeId: id,
    port: id.optional(),
  }),
  addFragment: z.strictObject({ kind: z.literal('addFragment'), fragment: fragmentSchema }),
  removeSteps: z.strictObject({ kind: z.literal('removeSteps'), stepIds: z.array(id).max(500), heal: z.boolean() }),
  renameStep: z.strictObject({ kind: z.literal('renameStep'), stepId: id, name }),
  moveSteps: z.strictObject({
    kind: z.literal('moveSteps'),
    moves: z.array(z.strictObject({ stepId: id, position })).max(500),
  }),
  setParent: z.strictObject({ kind: z.literal('setParent'), stepId: id, parent: id.nullable(), lane }),
  placeSteps: z.strictObject({
    kind: z.literal('placeSteps'),
    places: z.array(z.strictObject({ stepId: id, position, parent: id.nullable(), lane })).max(500),
  }),
  setStepNote: z.strictObject({
    kind: z.literal('setStepNote'),
    stepId: id,
    note: stepNote.unwrap().nullable(),
  }),
  setOutputSchema: z.strictObject({
    kind: z.literal('setOutputSchema'),
    stepId: id,
    outputSchema: outputSchema.unwrap().nullable(),
  }),
  duplicateSteps: z.strictObject({
    kind: z.literal('duplicateSteps'),
    copies: z.array(z.strictObject({ stepId: id, newId: id })).max(500),
    offset: position,
  }),
  connect: z.strictObject({ kind: z.literal('connect'), edge: edgeSchema }),
  disconnect: z.strictObject({ kind: z.literal('disconnect'), edgeIds: z.array(id).max(2000) }),
  reconnect: z.strictObject({
    kind: z.literal('reconnect'),
    edgeId: id,
    from: from.optional(),
    port: port.optional(),
    to: to.optional(),
  }),
  setInput: z.strictObject({
    kind: z.literal('setInput'),
    stepId: id,
    field: z.string().max(200),
    mapping: mappingSchema.nullable(),
  }),
  setSettings: z.strictObject({ kind: z.literal('setSettings'), stepId: id, settings: settingsSchema }),
  setConnection: z.strictObject({ kind: z.literal('setConnection'), stepId: id, connectionId: id.nullable() }),
  setPolicy: z.strictObject({
    kind: z.literal('setPolicy'),
    stepId: id,
    policy: policySchema.partial().nullable(),
  }),
  setFailureChoices: z.strictObject({
    kind: z.literal('setFailureChoices'),
    stepId: id,
    onUnknown: z.enum(['may_repeat', 'decide']).nullable().optional(),
    onAuthFailure: z.enum(['wait', 'fail']).nullable().optional(),
  }),
  setIfFails: z.strictObject({ kind: z.literal('setIfFails'), stepId: id, ifFails: ifFailsSchema.nullable() }),
  setWithoutUndo: z.strictObject({
    kind: z.literal('setWithoutUndo'),
    stepId: id,
    withoutUndo: z.enum(['ask', 'leave']).nullable(),
  }),
  setTrigger: z.strictObject({ kind: z.literal('setTrigger'), stepId: id, trigger: triggerSchema }),
  setTriggerRules: z.strictObject({
    kind: z.literal('setTriggerRules'),
    stepId: id,
    runs: runRulesSchema.nullable(),
  }),
  addNote: z.strictObject({ kind: z.literal('addNote'), note: noteSchema }),
  editNote: z.strictObject({
    kind: z.literal('editNote'),
    noteId: noteSchema.shape.id,
    text: text.optional(),
    position: notePosition.optional(),
    size: size.optional(),
  }),
  removeNote: z.strictObject({ kind: z.literal('removeNote'), noteId: noteSchema.shape.id }),
  patch: z.strictObject({
    kind: z.literal('patch'),
    steps: z.strictObject({ remove, put: z.array(z.strictObject({ index, value: stepSchema })).max(500) }),
    edges: z.strictObject({ remove, put: z.array(z.strictObject({ index, value: edgeSchema })).max(2000) }),
    notes: z.strictObject({ remove, put: z.array(z.strictObject({ index, value: noteSchema })).max(200) }),
  }),
}

/** The operation of each kind, derived from the kinds there are. */
export type OperationByKind = { [K in keyof typeof operationSchemas]: z.infer<(typeof operationSchemas)[K]> }
