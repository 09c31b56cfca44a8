import { ConfigError } from "../../errors.ts";

const USER = /^([0-9]{1,10}):([0-9]{1,10})$/;
/** Largest id that a Linux kernel accepts; the one above it means "no id". */
const MAX_ID = 4_294_967_294;

/**
 * Checks the user that a sandbox runs as: `UID:GID` in decimal, neither of them root's. Returns it
 * unchanged.
 *
 * @throws {ConfigError} `BAD_SETTING`, naming the value
 */
export function parseContainerUser(value: string): string {
  const match = USER.exec(value);
  const ids = match === null ? [] : [Number(match[1]), Number(match[2])];
  if (ids.length === 2 && ids.every((id) => id > 0 && id <= MAX_ID)) return value;
  throw new ConfigError(
    "BAD_SETTING",
    `Cannot use ${JSON.stringify(value.slice(0, 64))} as the container user: ` +
      `it must be UID:GID in numbers from 1 to ${MAX_ID}, like "65534:65534"`,
  );
}
