/** What the head of an image's file says of it. */
export interface ImageHeader {
  readonly mimeType: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Segments of a JPEG before its size; real files have a few dozen. */
const MAX_SEGMENTS = 1_000;

/**
 * Reads type and size of a PNG, JPEG, GIF or WebP image, the formats that clients show; `null` for
 * anything else. Nothing is decoded, so the rest of the file may be damaged.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readPng(view) ?? readGif(view) ?? readWebp(view) ?? readJpeg(view);
  } catch (error) {
    // the file ends within its head
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readPng(view: DataView): ImageHeader | null {
  if (!startsWith(view, "\x89PNG\r\n\x1a\n") || !startsWith(view, "IHDR", 12)) return null;
  return { mimeType: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

function readGif(view: DataView): ImageHeader | null {
  if (!startsWith(view, "GIF87a") && !startsWith(view, "GIF89a")) return null;
  return { mimeType: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function readWebp(view: DataView): ImageHeader | null {
  if (!startsWith(view, "RIFF") || !startsWith(view, "WEBP", 8)) return null;
  const mimeType = "image/webp";
  if (startsWith(view, "VP8X", 12)) {
    const width = 1 + (view.getUint32(24, true) & 0xff_ffff);
    return { mimeType, width, height: 1 + (view.getUint32(26, true) >>> 8) };
  }
  if (startsWith(view, "VP8L", 12)) {
    const sides = view.getUint32(21, true);
    return { mimeType, width: 1 + (sides & 0x3fff), height: 1 + ((sides >>> 14) & 0x3fff) };
  }
  if (!startsWith(view, "VP8 ", 12)) return null;
  const [width, height] = [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  return { mimeType, width, height };
}

function readJpeg(view: DataView): ImageHeader | null {
  if (!startsWith(view, "\xff\xd8\xff")) return null;
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // padding
    } else if (isFrame(marker)) {
      const height = view.getUint16(at + 5);
      return { mimeType: "image/jpeg", width: view.getUint16(at + 7), height };
    } else {
      at += 2 + view.getUint16(at + 2);
    }
  }
  return null;
}

/** Whether the segment gives the size: SOF0 to SOF15, of which three numbers mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function startsWith(view: DataView, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index++) {
    if (view.getUint8(at + index) !== text.charCodeAt(index)) return false;
  }
  return true;
}
