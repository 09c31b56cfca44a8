/** MIME types by the ending of a file's name. */
const TYPES: ReadonlyMap<string, string> = new Map(
  `csv text/csv, htm text/html, html text/html, log text/plain, md text/markdown, py text/x-python,
  toml application/toml, tsv text/tab-separated-values, txt text/plain, xml application/xml,
  yaml application/yaml, yml application/yaml, json application/json, jsonl application/jsonl,
  ipynb application/x-ipynb+json, svg image/svg+xml, gif image/gif, jpeg image/jpeg, jpg image/jpeg,
  png image/png, webp image/webp, bmp image/bmp, tif image/tiff, tiff image/tiff, ico image/x-icon,
  mp3 audio/mpeg, wav audio/wav, ogg audio/ogg, mp4 video/mp4, webm video/webm, pdf application/pdf,
  zip application/zip, gz application/gzip, tar application/x-tar, sqlite application/vnd.sqlite3,
  parquet application/vnd.apache.parquet, rtf application/rtf,
  docx application/vnd.openxmlformats-officedocument.wordprocessingml.document,
  pptx application/vnd.openxmlformats-officedocument.presentationml.presentation,
  xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`
    .split(",").map((pair) => {
      const [ending = "", type = ""] = pair.trim().split(" ");
      return [ending, type];
    }),
);

/**
 * The MIME type of a file, by its name alone.
 *
 * @param isText what it is taken for where its name says nothing
 */
export function mimeTypeOf(name: string, isText: boolean): string {
  const ending = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return TYPES.get(ending) ?? (isText ? "text/plain" : "application/octet-stream");
}
