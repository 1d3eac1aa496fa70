import { defineConfig } from "vitest/config"
import { standardDecorators } from "./packages/decorators/src/vite.ts"
import { planted } from "./test/mutants/plant.ts"

// Oxc, which Vite compiles with, lowers legacy decorators when told to, and standard ones not at all.
const legacy = { oxc: { decorator: { legacy: true } } }
const standard = { plugins: [standardDecorators()] }

// The tests of the rules are to notice a fault that is planted (test/mutants).
const mutant = { plugins: [...planted(process.env["MUTANT"])] }

export default defineConfig({
  test: {
    projects: [
      { ...mutant, test: { name: "semantics", include: ["test/semantics/**/*.test.ts"] } },
      // The rules once more, with a fiber for every step: fusion shows in nothing but time. Where nothing is fused it is the
      // same once more, so fewer orders will do.
      {
        test: {
          name: "semantics-unfused",
          include: ["test/semantics/**/*.test.ts"],
          setupFiles: ["test/unfused.ts"],
          env: { RULE_SEEDS: process.env["RULE_SEEDS"] ?? "20" }
        }
      },
      { test: { name: "mutants", include: ["test/mutants/**/*.test.ts"] } },
      { test: { name: "model", include: ["test/model/**/*.test.ts"] } },
      { test: { name: "acceptance", include: ["test/acceptance/**/*.test.ts"] } },
      { ...legacy, test: { name: "faults", include: ["test/faults/**/*.test.ts"] } },
      { test: { name: "cost", include: ["test/cost/**/*.test.ts"], execArgv: ["--expose-gc"] } },
      { test: { name: "load", include: ["test/load/**/*.test.ts"], execArgv: ["--expose-gc"] } },
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
