import type { Case } from "../../suite/Case.ts"

const importing: Case = {
  id: "B12-import",
  title: "Start-up: importing core, in a process for each import",
  unit: "imports",
  elements: 7,
  quick: 2,
  peers: [
    { name: "@effect-mimo/core", module: "cases/start-up/importing-core.ts" },
    { name: "Effect modules that core imports", module: "cases/start-up/importing-effect.ts" }
  ],
  targets: [
    {
      peer: "@effect-mimo/core",
      against: "Effect modules that core imports",
      atMost: 1.25,
      figure: "import, ms"
    }
  ]
}

const running: Case = {
  id: "B12-run",
  title: "Start-up: running a workflow that does nothing",
  unit: "runs",
  elements: 20_000,
  quick: 5_000,
  peers: [
    { name: "Workflow.run, no steps", module: "cases/start-up/empty-workflow.ts", options: { steps: "none" } },
    { name: "Workflow.run, one step", module: "cases/start-up/empty-workflow.ts", options: { steps: "one" } },
    { name: "Effect.void", module: "cases/start-up/effect-void.ts", options: { effect: "void" } },
    { name: "Effect.yieldNow", module: "cases/start-up/effect-void.ts", options: { effect: "yieldNow" } }
  ],
  targets: ["no steps", "one step"].map((steps) => ({
    peer: `Workflow.run, ${steps}`,
    against: "Effect.void",
    atMost: 5
  })),
  expected: (elements) => elements
}

export const startUp: ReadonlyArray<Case> = [importing, running]
