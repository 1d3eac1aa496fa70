/**
 * What flows on the edges of the flight desk, as schemas: a port is declared with one of them.
 */
// Compiled decoders: three million records are decoded one by one. It must run before the first schema is used.
import "effect/schema/SchemaJITCompiler/enable"
import { Schema } from "effect"

/** A record as the Parquet file has it: every column may be null, and nothing is checked yet. */
export const RawFlight = Schema.Struct({
  row: Schema.Int,
  date: Schema.NullOr(Schema.Number),
  delay: Schema.NullOr(Schema.Number),
  distance: Schema.NullOr(Schema.Number),
  origin: Schema.NullOr(Schema.String),
  destination: Schema.NullOr(Schema.String)
})
export type RawFlight = typeof RawFlight.Type

const in2001 = Schema.isBetween(
  { minimum: Date.UTC(2001, 0), maximum: Date.UTC(2002, 0) - 1 },
  { expected: "a date of 2001, in milliseconds since 1970" }
)

const Iata = Schema.String.check(Schema.isPattern(/^[A-Z0-9]{3}$/))

/**
 * A record that can be believed. The file has a few that cannot: flights that arrive sixteen hours early, or more than a
 * day late, are dates typed wrong.
 */
export const Flight = Schema.Struct({
  row: Schema.Int,
  /** Departure in the airport's local time, as milliseconds since 1970; all of them are of 2001. */
  date: Schema.Int.check(in2001),
  /** Minutes late on arrival; negative when early. */
  delay: Schema.Int.check(Schema.isBetween({ minimum: -120, maximum: 1440 })),
  distance: Schema.Int.check(Schema.isGreaterThan(0)),
  origin: Iata,
  destination: Iata
})
export type Flight = typeof Flight.Type

/** A row of airports.csv. Where the file says `NA` for a city or a state, nobody knows: null. */
export const AirportRow = Schema.Struct({
  iata: Schema.String,
  name: Schema.String,
  city: Schema.NullOr(Schema.String),
  state: Schema.NullOr(Schema.String),
  country: Schema.String,
  latitude: Schema.Finite,
  longitude: Schema.Finite
})
export type AirportRow = typeof AirportRow.Type

/** An airport one can place on a map. */
export const Airport = Schema.Struct({ ...AirportRow.fields, city: Schema.String, state: Schema.String })
export type Airport = typeof Airport.Type

export const JoinedFlight = Schema.Struct({ flight: Flight, from: Airport, to: Airport })
export type JoinedFlight = typeof JoinedFlight.Type

export const Punctuality = Schema.Literals(["early", "on time", "late"])
export type Punctuality = typeof Punctuality.Type

export const ClassifiedFlight = Schema.Struct({ ...JoinedFlight.fields, punctuality: Punctuality })
export type ClassifiedFlight = typeof ClassifiedFlight.Type

/** One airport in one hour of the day, over all days read. */
export const HourRow = Schema.Struct({
  airport: Schema.String,
  name: Schema.String,
  city: Schema.String,
  state: Schema.String,
  hour: Schema.Int,
  flights: Schema.Int,
  early: Schema.Int,
  on_time: Schema.Int,
  late: Schema.Int,
  mean_delay: Schema.Finite
})
export type HourRow = typeof HourRow.Type

export const RouteRow = Schema.Struct({
  rank: Schema.Int,
  origin: Schema.String,
  destination: Schema.String,
  from: Schema.String,
  to: Schema.String,
  distance: Schema.Int,
  flights: Schema.Int,
  mean_delay: Schema.Finite
})
export type RouteRow = typeof RouteRow.Type

export const LateAlert = Schema.Struct({
  row: Schema.Int,
  departed: Schema.String,
  origin: Schema.String,
  destination: Schema.String,
  from: Schema.String,
  to: Schema.String,
  delay: Schema.Int
})
export type LateAlert = typeof LateAlert.Type

/** A record that left the main way, with the reason in words. */
export const DeadLetter = Schema.Struct({
  row: Schema.Int,
  step: Schema.Literals(["decode", "join"]),
  reason: Schema.String,
  record: RawFlight
})
export type DeadLetter = typeof DeadLetter.Type

/** What a file writer takes: a flat record, one line of a file. */
export const Line = Schema.Record(Schema.String, Schema.Unknown)
export type Line = typeof Line.Type
