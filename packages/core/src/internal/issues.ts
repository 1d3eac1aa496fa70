/** What a schema finds wrong with a value, as a list. */
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

export interface Issue {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

export const issuesOf = ({ issue }: Schema.SchemaError): ReadonlyArray<Issue> =>
  format(issue).issues.map(({ message, path = [] }) => ({
    path: path.map((segment) => typeof segment === "object" ? segment.key : segment),
    message
  }))
