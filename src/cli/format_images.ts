import type { ContainerEngineName } from "../engines.ts";
import type { ListedImage } from "../images/list_images.ts";
import { escapeLine } from "../text/escape.ts";
import { formatBytes } from "../text/format_bytes.ts";

/** Digits of an id that tell images apart. */
const SHORT_ID = 12;

/** Formats images: two lines for each, the one that sandboxes run marked with `*`. */
export function formatImages(
  images: readonly ListedImage[],
  context: {
    readonly engine: ContainerEngineName;
    readonly configured: string;
    /** Images that are left out. */
    readonly left: number;
  },
): string {
  const { engine, configured, left } = context;
  const lines = images.flatMap((image) => [
    `${image.configured ? "*" : " "} ${image.reference}`,
    `    ${factsOf(image)}`,
    ...(image.packages === null ? [] : [`    ${image.packages}`]),
  ]);
  if (!images.some((image) => image.configured)) {
    lines.push(`${engine} does not have ${configured}; run: mcp-code-bridge image pull`);
  }
  if (left > 0) {
    lines.push(
      `${left} other ${
        left === 1 ? "image does" : "images do"
      } not say whether they hold Python; ` +
        "--all lists them.",
    );
  }
  return lines.map((line) => `${escapeLine(line)}\n`).join("");
}

function factsOf({ engine, id, python, sizeBytes, created }: ListedImage): string {
  return [
    engine,
    id.slice(0, SHORT_ID),
    python === null ? "Python unknown" : `Python ${python}`,
    ...(sizeBytes === null ? [] : [formatBytes(sizeBytes)]),
    ...(created === null ? [] : [created]),
  ].join("  ");
}
