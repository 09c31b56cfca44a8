/** One line for the people who run the bridge. It goes to stderr, never to stdout. */
export type LogLevel = "debug" | "info" | "warning" | "error";

/** Reports an event. `message` is plain text: nothing in it is interpreted. */
export type Log = (level: LogLevel, message: string) => void;
