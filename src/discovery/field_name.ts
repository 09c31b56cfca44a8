/** What an entry may say of a server. Each format maps the names of its members to these. */
export type FieldName =
  /** Transport: `stdio`, `http`, `sse` and other spellings. */
  | "type"
  /** A text, or an array whose first item is the program and whose others stand before `args`. */
  | "command"
  | "args"
  | "env"
  /** File of further variables. */
  | "envFile"
  /** Names of variables that are passed on. */
  | "envNames"
  | "cwd"
  | "url"
  | "headers"
  /** Headers whose values are those of variables, by the variables' names. */
  | "headerVariables"
  /** Variable that holds a bearer token. */
  | "bearerVariable"
  /** A client that is registered with the authorization server. */
  | "clientId"
  | "clientSecret"
  | "description"
  | "disabled"
  | "enabled"
  /** Time-outs are numbers; `scale` says of what. */
  | "startTimeout"
  | "callTimeout"
  /** Patterns of names of tools, where `*` stands for any characters. */
  | "allowTools"
  | "denyTools";
