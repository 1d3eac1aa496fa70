import type { Case } from "../../suite/Case.ts"

export const stock: Case = {
  id: "B5",
  title: "Stock streams over an array: map → filter → map → fold",
  unit: "elements",
  elements: 1_000_000,
  quick: 200_000,
  expected: (elements) => {
    const passed = Math.ceil(elements / 2)
    return 3 * passed * (passed - 1) + passed
  },
  peers: [
    { name: "stock streams", module: "cases/stock/stock-streams.ts" },
    { name: "Effect Stream", module: "cases/stock/effect-stream.ts", note: "on chunks of 4096" },
    { name: "RxJS", module: "cases/stock/rxjs.ts", note: "no back-pressure" },
    { name: "Node streams", module: "cases/stock/node-streams.ts", note: "highWaterMark 1024, faster than 128" },
    { name: "Web streams", module: "cases/stock/web-streams.ts" },
    { name: "async generators", module: "cases/stock/async-generators.ts" },
    { name: "sync generators", module: "cases/stock/sync-generators.ts" },
    {
      name: "plain loop over arrays",
      module: "cases/stock/loop-over-arrays.ts",
      note: "an array of results for each operation"
    },
    { name: "plain loop, fused", module: "cases/stock/fused-loop.ts", note: "all operations in one loop" }
  ],
  targets: [
    { peer: "stock streams", against: "Effect Stream", atMost: 1 },
    { peer: "stock streams", against: "plain loop over arrays", atMost: 3 }
  ]
}
