import { defineConfig } from "vitest/config"
import { standardDecorators } from "./packages/decorators/src/vite.ts"

// Oxc, which Vite compiles with, lowers legacy decorators when told to, and standard ones not at all.
const legacy = { oxc: { decorator: { legacy: true } } }
const standard = { plugins: [standardDecorators()] }

export default defineConfig({
  test: {
    projects: [
      { test: { name: "semantics", include: ["test/semantics/**/*.test.ts"] } },
      { test: { name: "acceptance", include: ["test/acceptance/**/*.test.ts"] } },
      { test: { name: "types", include: ["test/types/**/*.test.ts"] } },
      { test: { name: "core", include: ["packages/core/test/**/*.test.ts"] } },
      { test: { name: "testing", include: ["packages/testing/test/**/*.test.ts"] } },
      { ...legacy, test: { name: "decorators-legacy", include: ["packages/decorators/test/**/*.test.ts"] } },
      { ...standard, test: { name: "decorators-standard", include: ["packages/decorators/test/**/*.test.ts"] } },
      { ...legacy, test: { name: "examples", include: ["examples/**/*.test.ts"], testTimeout: 60_000 } },
      { ...standard, test: { name: "docs", include: ["test/docs.test.ts"], testTimeout: 60_000 } },
      { test: { name: "pack", include: ["test/pack.test.ts"], testTimeout: 120_000, hookTimeout: 180_000 } }
    ]
  }
})
