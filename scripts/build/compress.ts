/** Compresses bytes with gzip. Reproducible: the result contains no time and no name. */
export async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream();
  return await new Response(stream.pipeThrough(new CompressionStream("gzip"))).bytes();
}
