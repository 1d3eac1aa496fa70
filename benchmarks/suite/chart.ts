/**
 * The chart of the documentation: how the time of each peer compares with ours, as an SVG made without a browser.
 */
import { BarChart } from "echarts/charts"
import { GridComponent, MarkLineComponent, TitleComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import type { CaseResult, PeerResult, Results } from "./Results.ts"
import { number, ratio } from "./wording.ts"

use([BarChart, GridComponent, MarkLineComponent, TitleComponent, SVGRenderer])

const font = "Helvetica, Arial, 'Liberation Sans', sans-serif"
const ink = "#1f2933"
const faint = "#7b8794"
const rule = "#e8ecf0"
const slower = "#d1603d"
const faster = "#3e8e7e"

const width = 960
const left = 250
const right = 72
const heading = 92
const caption = 30
const bar = 21
const gap = 22
const foot = 44

/** A case with a bar for each peer that does the same work as ours. */
interface Group {
  readonly result: CaseResult
  readonly ours: PeerResult
  readonly others: ReadonlyArray<{ readonly name: string; readonly ratio: number }>
}

const groupOf = (result: CaseResult): ReadonlyArray<Group> => {
  // The first of ours, with which the others are compared.
  const ours = result.peers.find(({ ratio }) => ratio?.min === 1 && ratio.max === 1)
  if (!ours) return []
  const others = result.peers.flatMap(({ name, ratio }) =>
    ratio && name !== ours.name ? [{ name, ratio: ratio.median }] : []
  )
  const competes = others.some(({ name }) => !name.startsWith(ours.name))
  return competes ? [{ result, ours, others }] : []
}

const heightOf = ({ others }: Group): number => caption + others.length * bar + gap

/** Undefined where nothing was measured that compares. */
export const chart = ({ cases }: Results): string | undefined => {
  const groups = cases.flatMap(groupOf)
  if (groups.length === 0) return undefined
  const tops = groups.map((_, i) => groups.slice(0, i).reduce((top, group) => top + heightOf(group), heading))
  const height = groups.reduce((top, group) => top + heightOf(group), heading) + foot
  const all = groups.flatMap(({ others }) => others.map(({ ratio }) => Math.log10(ratio)))
  // With room for a label at the end of the longest bar.
  const min = 10 ** (Math.min(0, ...all) - 0.4)
  const max = 10 ** (Math.max(1, ...all) + 0.3)
  const drawn = init(null, null, { renderer: "svg", ssr: true, width, height })
  drawn.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: font },
    title: [
      {
        text: "Time per element, in multiples of ours",
        subtext: "Logarithmic. To the right of 1, slower than class steps or stock streams; to the left of it, faster.",
        left: 24,
        top: 16,
        itemGap: 8,
        textStyle: { color: ink, fontSize: 20, fontFamily: font },
        subtextStyle: { color: faint, fontSize: 13, fontFamily: font }
      },
      ...groups.flatMap(({ ours, result }, i) => [
        {
          text: `${result.id}  ${result.title}`,
          left: 24,
          top: tops[i]!,
          textStyle: { color: ink, fontSize: 13, fontFamily: font }
        },
        {
          text: `${ours.name}: ${number(ours.figures["ns"]!.median)} ns`,
          right: 24,
          top: tops[i]!,
          textStyle: { color: faint, fontSize: 12, fontWeight: "normal" as const, fontFamily: font }
        }
      ])
    ],
    grid: groups.map(({ others }, i) => ({ left, right, top: tops[i]! + caption, height: others.length * bar })),
    xAxis: groups.map((_, i) => ({
      type: "log" as const,
      gridIndex: i,
      min,
      max,
      axisLabel: {
        show: i === groups.length - 1,
        color: faint,
        fontFamily: font,
        formatter: (value: number) => `${value}×`
      },
      splitLine: { lineStyle: { color: rule }, showMinLine: false, showMaxLine: false }
    })),
    yAxis: groups.map(({ others }, i) => ({
      type: "category" as const,
      gridIndex: i,
      inverse: true,
      data: others.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: ink, fontFamily: font, fontSize: 12, interval: 0, margin: 12 }
    })),
    series: groups.map(({ others }, i) => ({
      type: "bar" as const,
      xAxisIndex: i,
      yAxisIndex: i,
      barWidth: bar - 8,
      markLine: {
        silent: true,
        symbol: "none",
        label: { show: false },
        lineStyle: { color: faint, type: "solid" as const },
        data: [{ xAxis: 1 }]
      },
      data: others.map(({ ratio: value }) => ({
        value,
        itemStyle: {
          color: value >= 1 ? slower : faster,
          borderRadius: value >= 1 ? [0, 2, 2, 0] : [2, 0, 0, 2]
        },
        label: {
          show: true,
          position: value >= 1 ? "right" as const : "left" as const,
          formatter: `${ratio(value)}×`,
          color: ink,
          fontSize: 11
        }
      }))
    }))
  })
  const svg = drawn.renderToSVGString()
  drawn.dispose()
  return svg
}
