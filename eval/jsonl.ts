/**
 * Reads a file with one JSON value a line.
 *
 * @throws {SyntaxError} with the number of the line that is none
 */
export async function readJsonLines<T>(file: URL): Promise<readonly T[]> {
  const lines = (await Deno.readTextFile(file)).split("\n");
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as T];
    } catch (error) {
      throw new SyntaxError(`${file.pathname}:${index + 1}: ${(error as Error).message}`);
    }
  });
}
