/** Levels of a line of the log, the least important first. */
export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;

/** UTF-16 units of a message; the rest is cut. */
export const MAX_LOG_CHARACTERS = 16_384;

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Reports an event to the people who run the bridge, on stderr and never on stdout. `message` is
 * plain text: nothing in it is interpreted.
 */
export type Log = (level: LogLevel, message: string) => void;
