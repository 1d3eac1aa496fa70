/**
 * The chart of delays by hour of the day, as an SVG made without a browser.
 */
import { BarChart } from "echarts/charts"
import { GridComponent, TitleComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"

use([BarChart, GridComponent, TitleComponent, SVGRenderer])

/** All airports together in one hour of the day. */
export interface Hour {
  readonly hour: number
  readonly flights: number
  readonly delay: number
}

const font = "Helvetica, Arial, 'Liberation Sans', sans-serif"
const ink = "#1f2933"
const faint = "#7b8794"
// The second of each is for hours with few flights. No opacity: the lines behind would show, and the labels fade.
const early = ["#3e8e7e", "#b2d2cb"]
const late = ["#d1603d", "#edbfb1"]
const volume = "#c3ccd6"

// The day of an airline turns over in the small hours, not at midnight.
const firstHour = 4

/**
 * Mean delay by hour of departure above, and how many flights that is a mean of below; hours with few flights are pale.
 */
export const hourlyDelays = (hours: ReadonlyArray<Hour>): string => {
  const day = hours.map((_, i) => hours[(i + firstHour) % hours.length]!)
  const labels = day.map(({ hour }) => String(hour).padStart(2, "0"))
  const flights = day.reduce((sum, hour) => sum + hour.flights, 0)
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 960, height: 560 })
  const xAxis = (gridIndex: number, shown: boolean) => ({
    type: "category" as const,
    gridIndex,
    data: labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: faint }, onZero: true },
    axisLabel: { show: shown, color: ink, fontFamily: font, interval: 0 }
  })
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: font },
    title: [
      {
        text: "Mean arrival delay by hour of departure",
        subtext: `US flights of 2001: ${flights.toLocaleString("en")}. Local time. Pale: less than 1 % of the flights`,
        left: 24,
        top: 16,
        itemGap: 8,
        textStyle: { color: ink, fontSize: 20, fontFamily: font },
        subtextStyle: { color: faint, fontSize: 13, fontFamily: font }
      },
      { text: "Mean delay, minutes", left: 24, top: 84, textStyle: { color: ink, fontSize: 12, fontFamily: font } },
      { text: "Flights", left: 24, top: 398, textStyle: { color: ink, fontSize: 12, fontFamily: font } }
    ],
    grid: [
      { left: 64, right: 32, top: 112, height: 260 },
      { left: 64, right: 32, top: 424, height: 84 }
    ],
    xAxis: [{ ...xAxis(0, false) }, {
      ...xAxis(1, true),
      name: "hour of departure",
      nameLocation: "middle" as const,
      nameGap: 28,
      nameTextStyle: { color: faint }
    }],
    yAxis: [
      {
        type: "value",
        gridIndex: 0,
        splitNumber: 5,
        axisLabel: { color: faint },
        splitLine: { lineStyle: { color: "#e8ecf0" } }
      },
      {
        type: "value",
        gridIndex: 1,
        splitNumber: 2,
        minInterval: 1,
        axisLabel: { color: faint, formatter: (n: number) => (n >= 1000 ? `${n / 1000}k` : String(n)) },
        splitLine: { lineStyle: { color: "#e8ecf0" } }
      }
    ],
    series: [
      {
        type: "bar",
        xAxisIndex: 0,
        yAxisIndex: 0,
        barCategoryGap: "22%",
        data: day.map(({ delay, flights: n }) => {
          if (n === 0) return null
          const mean = delay / n
          return {
            value: Number(mean.toFixed(2)),
            itemStyle: {
              color: (mean > 0 ? late : early)[n < flights / 100 ? 1 : 0]!,
              borderRadius: mean > 0 ? [3, 3, 0, 0] : [0, 0, 3, 3]
            },
            label: {
              show: true,
              position: mean > 0 ? "top" as const : "bottom" as const,
              formatter: mean.toFixed(1),
              color: ink,
              fontSize: 11,
              textBorderColor: "#ffffff",
              textBorderWidth: 3
            }
          }
        })
      },
      {
        type: "bar",
        xAxisIndex: 1,
        yAxisIndex: 1,
        barCategoryGap: "22%",
        itemStyle: { color: volume, borderRadius: [2, 2, 0, 0] },
        data: day.map((hour) => hour.flights)
      }
    ]
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}
