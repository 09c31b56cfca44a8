import { configureSync, getLogger, type LogRecord } from "@logtape/logtape";
import { escapeLine } from "../text/escape.ts";
import type { Log } from "../log.ts";

const CATEGORY = "mcp-code-bridge";

/**
 * Makes the log: one line an event, control characters made visible.
 *
 * @param writeLine takes a line and must not wait for its reader
 */
export function createLog(writeLine: (line: string) => void): Log {
  configureSync({
    reset: true,
    sinks: { stderr: (record) => writeLine(formatLine(record)) },
    loggers: [
      { category: CATEGORY, sinks: ["stderr"], lowestLevel: "info" },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "warning" },
    ],
  });
  const logger = getLogger(CATEGORY);
  // a property and not the template: braces in a message would be taken for placeholders
  return (level, message) => logger[level]("{message}", { message });
}

function formatLine(record: LogRecord): string {
  const time = new Date(record.timestamp).toISOString();
  const { message } = record.properties;
  return `${time} ${record.level} ${escapeLine(String(message ?? record.rawMessage))}\n`;
}
