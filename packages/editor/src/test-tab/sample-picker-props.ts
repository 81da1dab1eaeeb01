import type { Json } from '@patchbay/flow/json'
import type { SampleChoice, TestHost, TestSample } from './test-types.ts'

export type SamplePickerProps = {
  samples: readonly TestSample[]
  /** What recent ones are called: "orders". */
  things: string
  choice: SampleChoice | null
  onSample: (sampleId: string) => void
  onItem: (item: Json) => void
  host: TestHost
  mayKeep: boolean
}
