/**
 * The two files the flight desk reads: where they are, and how to read them without holding more than a part in memory.
 */
import { parse } from "csv-parse"
import { Effect } from "effect"
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from "hyparquet"
import type { AsyncBuffer, DecodedArray, FileMetaData, ParquetReadOptions } from "hyparquet"
import { createReadStream } from "node:fs"
import { access } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import { zstdDecompressSync } from "node:zlib"
import { attempt, FileError } from "./file-error.ts"
import type { AirportRow, RawFlight } from "./model.ts"

// Only the package's place is asked for: importing it would fetch the data sets from a CDN.
const defaultDirectory = (): string => {
  const require = createRequire(import.meta.url)
  for (const modules of require.resolve.paths("vega-datasets") ?? []) {
    const directory = join(modules, "vega-datasets", "data")
    try {
      require.resolve(join(directory, "airports.csv"))
      return directory
    } catch {
      continue
    }
  }
  return join("node_modules", "vega-datasets", "data")
}

export interface DataFiles {
  readonly flights: string
  readonly airports: string
}

/** The files inside a directory; by default the one of the npm package `vega-datasets`. */
export const locate = (directory: string = defaultDirectory()): DataFiles => ({
  flights: join(directory, "flights-3m.parquet"),
  airports: join(directory, "airports.csv")
})

// ---------- flights

/** One row group as columns, `rows` records from the record `firstRow` on. */
export interface FlightColumns {
  readonly firstRow: number
  readonly rows: number
  readonly columns: {
    readonly date: Float64Array
    readonly delay: Float64Array
    readonly distance: Float64Array
    readonly origin: DecodedArray
    readonly destination: DecodedArray
  }
}

export interface FlightFile {
  readonly path: string
  readonly rows: number
  readonly rowGroups: number
  readonly readRowGroup: (index: number) => Effect.Effect<FlightColumns, FileError>
}

const columnNames = ["date", "delay", "distance", "origin", "destination"] as const

const openParquet = async (path: string): Promise<{ readonly file: AsyncBuffer; readonly metadata: FileMetaData }> => {
  await access(path)
  const file = await asyncBufferFromFile(path)
  return { file, metadata: await parquetMetadataAsync(file) }
}

/** Reads the footer only: how many records and row groups there are, and how to read one. */
export const openFlights = (path: string): Effect.Effect<FlightFile, FileError> =>
  Effect.gen(function*() {
    const { file, metadata } = yield* attempt(path, () => openParquet(path), "truncated, or not a Parquet file: ")
    const missing = columnNames.filter((name) => !metadata.schema.some((element) => element.name === name))
    if (missing.length > 0) return yield* new FileError({ path, problem: `has no column ${missing.join(", ")}` })
    const sizes = metadata.row_groups.map((group) => Number(group.num_rows))
    return {
      path,
      rows: Number(metadata.num_rows),
      rowGroups: sizes.length,
      readRowGroup: (index) =>
        Effect.gen(function*() {
          const rows = sizes[index]!
          const firstRow = sizes.slice(0, index).reduce((sum, size) => sum + size, 0)
          // One column after the other, so that what decoding needs besides the values is needed for one column only.
          const column = (name: string): Effect.Effect<DecodedArray, FileError> =>
            Effect.flatMap(
              attempt(
                path,
                () => readColumn({ file, metadata, columns: [name], rowStart: firstRow, rowEnd: firstRow + rows }),
                `row group ${index} cannot be read: `
              ),
              (values) =>
                values?.length === rows
                  ? Effect.succeed(values)
                  : new FileError({ path, problem: `row group ${index} has no complete column ${name}` })
            )
          return {
            firstRow,
            rows,
            columns: {
              date: numbersOf(yield* column("date")),
              delay: numbersOf(yield* column("delay")),
              distance: numbersOf(yield* column("distance")),
              origin: yield* column("origin"),
              destination: yield* column("destination")
            }
          }
        })
    }
  })

const readColumn = async (
  options: Pick<ParquetReadOptions, "file" | "metadata" | "columns" | "rowStart" | "rowEnd">
): Promise<DecodedArray | undefined> => {
  let values: DecodedArray | undefined
  await parquetRead({
    ...options,
    // The times are local to each airport: a Date, which belongs to a time zone, would be wrong.
    parsers: { timestampFromMicroseconds: (micros) => Number(micros / 1000n) },
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    onChunk: ({ columnData }) => {
      values = columnData
    }
  })
  return values
}

// Numbers side by side take a fraction of what as many bigints would; null, which no number is, becomes NaN.
const numbersOf = (values: DecodedArray): Float64Array => {
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i]
    numbers[i] = value === null || value === undefined ? NaN : Number(value)
  }
  return numbers
}

const orNull = (value: number): number | null => Number.isNaN(value) ? null : value
const textOrNull = (value: unknown): string | null => typeof value === "string" ? value : null

/** The first `count` records of a row group, made one by one as they are asked for. */
export function* recordsOf({ columns, firstRow }: FlightColumns, count: number): Generator<RawFlight, void> {
  const { date, delay, destination, distance, origin } = columns
  for (let i = 0; i < count; i++) {
    yield {
      row: firstRow + i,
      date: orNull(date[i]!),
      delay: orNull(delay[i]!),
      distance: orNull(distance[i]!),
      origin: textOrNull(origin[i]),
      destination: textOrNull(destination[i])
    }
  }
}

// ---------- airports

const airportColumns = ["iata", "name", "city", "state", "country", "latitude", "longitude"] as const

const newline = "\n".charCodeAt(0)

const unlessNA = (cell: string): string | null => (cell === "NA" || cell === "" ? null : cell)

const degrees = (cell: string): number => {
  const value = Number(cell)
  if (cell === "" || !Number.isFinite(value)) throw new Error(`"${cell}" is no latitude or longitude`)
  return value
}

const toAirport = (cells: { readonly [name in (typeof airportColumns)[number]]: string }): AirportRow => ({
  iata: cells.iata,
  name: cells.name,
  city: unlessNA(cells.city),
  state: unlessNA(cells.state),
  country: cells.country,
  latitude: degrees(cells.latitude),
  longitude: degrees(cells.longitude)
})

/** The rows of airports.csv, as they are parsed; throws a {@link FileError}. */
export async function* readAirports(path: string): AsyncGenerator<AirportRow, void> {
  const parser = parse({
    bom: true,
    columns: (header: ReadonlyArray<string>) => {
      const missing = airportColumns.filter((name) => !header.includes(name))
      if (missing.length > 0) throw new FileError({ path, problem: `has no column ${missing.join(", ")}` })
      return [...header]
    }
  })
  const file = createReadStream(path)
  // pipe() does not pass errors on, and an unread file would keep the process alive.
  file.on("error", (error) => parser.destroy(error))
  let last: string | number | undefined
  file.on("data", (chunk) => last = chunk.at(-1))
  file.pipe(parser)
  try {
    let rows = 0
    for await (const cells of parser) {
      rows++
      yield toAirport(cells)
    }
    if (rows === 0) throw new FileError({ path, problem: "is empty" })
    // A number that was cut short is a number all the same; that its line goes on cannot be told otherwise.
    if (last !== newline) throw new FileError({ path, problem: "truncated: its last line does not end" })
  } catch (error) {
    throw FileError.from(path, error, "truncated, or not the CSV file expected: ")
  } finally {
    file.destroy()
  }
}
