import { configureSync, getLogger, type LogRecord } from "@logtape/logtape";
import { escapeLine } from "../text/escape.ts";
import type { Log } from "../log.ts";
import type { Streams } from "../system/system.ts";

const CATEGORY = "mcp-code-bridge";

/** Makes the log: one line an event on stderr, control characters made visible. */
export function createLog(streams: Pick<Streams, "writeStderr">): Log {
  configureSync({
    reset: true,
    sinks: { stderr: (record) => streams.writeStderr(formatLine(record)) },
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
