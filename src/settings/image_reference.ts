/**
 * References to container images, in the grammar of the OCI distribution project. A text that
 * passes cannot be taken for an option of an engine.
 */

const DEFAULT_REGISTRY = "docker.io";
/** Folder of Docker Hub for images without an owner. */
const DEFAULT_OWNER = "library";
const DEFAULT_TAG = "latest";
/** Limits the work of the patterns below; the grammar limits only the name, to 255. */
const MAX_REFERENCE = 512;
const MAX_NAME = 255;

const HOST =
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d{1,5})?$/;
const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/**
 * An image reference, fully qualified: `python:3.12-slim` becomes
 * `docker.io/library/python:3.12-slim`. A reference with neither tag nor digest gets `:latest`.
 *
 * @throws {SyntaxError} when the text is not an image reference; the message is a clause
 */
export function parseImageReference(text: string): string {
  if (text.length > MAX_REFERENCE) throw refusal(`longer than ${MAX_REFERENCE} characters`);
  const [named, digest, ...rest] = text.split("@");
  if (named === undefined || rest.length > 0) throw refusal('more than one "@"');
  if (digest !== undefined && !DIGEST.test(digest)) {
    throw refusal("the part after @ is not sha256: and 64 digits of 0-9a-f");
  }
  const { name, tag } = splitTag(named);
  if (tag !== null && !TAG.test(tag)) throw refusal("the part after the last : is not a tag");
  const qualified = qualify(name);
  if (qualified.length > MAX_NAME) throw refusal(`its name is longer than ${MAX_NAME} characters`);
  const shownTag = tag ?? (digest === undefined ? DEFAULT_TAG : null);
  return qualified + (shownTag === null ? "" : `:${shownTag}`) +
    (digest === undefined ? "" : `@${digest}`);
}

/** A colon after the last slash starts a tag; one before it belongs to a registry's port. */
function splitTag(text: string): { readonly name: string; readonly tag: string | null } {
  const colon = text.lastIndexOf(":");
  if (colon <= text.lastIndexOf("/")) return { name: text, tag: null };
  return { name: text.slice(0, colon), tag: text.slice(colon + 1) };
}

function qualify(name: string): string {
  const [first = "", ...others] = name.split("/");
  const hasHost = others.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  if (hasHost && !HOST.test(first)) throw refusal("its registry is not a host name");
  const parts = hasHost ? others : [first, ...others];
  if (parts.some((part) => !PATH_PART.test(part))) {
    throw refusal("its name contains something other than a-z, 0-9 and single . _ - between them");
  }
  const host = hasHost ? first : DEFAULT_REGISTRY;
  const owned = host === DEFAULT_REGISTRY && parts.length === 1 ? [DEFAULT_OWNER, ...parts] : parts;
  return [host, ...owned].join("/");
}

function refusal(reason: string): SyntaxError {
  return new SyntaxError(
    `not an image reference: ${reason}; allowed: registry/path:tag, as docker.io/library/python:3.12-slim`,
  );
}
