import { ConfigError } from "../../errors.ts";

const MAX_LENGTH = 512;
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Checks the name of a container image: `[domain[:port]/]path[:tag][@sha256:digest]`, the reference
 * grammar of the OCI distribution specification with `sha256` as the only digest. Nothing that passes
 * can be read as a flag. Returns the reference unchanged.
 *
 * @throws {ConfigError} `BAD_SETTING`, naming the value
 */
export function parseImageReference(value: string): string {
  const reason = fault(value);
  if (reason === null) return value;
  throw new ConfigError(
    "BAD_SETTING",
    `Cannot use ${JSON.stringify(value.slice(0, MAX_LENGTH))} as the container image: ${reason}; ` +
      'an image is named like "docker.io/library/python:3.12-slim"',
  );
}

function fault(value: string): string | null {
  if (value === "") return "it is empty";
  if (value.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  const at = value.indexOf("@");
  if (at !== -1 && !DIGEST.test(value.slice(at + 1))) {
    return 'what follows "@" is not "sha256:" and 64 hexadecimal digits';
  }
  const named = at === -1 ? value : value.slice(0, at);
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash + 1);
  if (colon !== -1 && !TAG.test(named.slice(colon + 1))) return "its tag is not a valid tag";
  const components = (colon === -1 ? named : named.slice(0, colon)).split("/");
  const [first = ""] = components;
  const hasDomain = components.length > 1 && (/[.:]/.test(first) || first === "localhost");
  if (hasDomain) {
    components.shift();
    if (!DOMAIN.test(first)) return "its registry is not a host name";
  }
  if (!components.every((component) => COMPONENT.test(component))) {
    return "its path is not made of lower-case letters, digits and single separators";
  }
  return null;
}
