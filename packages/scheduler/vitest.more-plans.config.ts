import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'more plans', include: ['src/**/*.property.test.ts'], provide: { timesAsManyPlans: 100 } },
})
