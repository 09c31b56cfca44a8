/** A program like a model's. Only the value of its last line enters the model's context. */
const CODE = `
import re

listing = await mcp_filesystem.list_directory(path=FOLDER)
names = re.findall(r"\\[FILE\\] (\\S+\\.csv)", listing)

totals = {}
for name in names:
    text = await mcp_filesystem.read_text_file(path=f"{FOLDER}/{name}")
    for line in text.splitlines()[1:]:
        region, amount = line.split(",")
        so_far = totals.get(region, 0)
        answer = await mcp_everything.get_sum(a=so_far, b=float(amount))
        totals[region] = float(re.search(r"is (-?\\d+(?:\\.\\d+)?)", answer).group(1))

weather = await mcp_everything.get_structured_content(location="Chicago")
report = "\\n".join(f"{region}: {total:.2f}" for region, total in sorted(totals.items()))
await mcp_filesystem.write_file(path=f"{FOLDER}/report.txt", content=report)

{"files": names, "totals": totals, "temperature": weather.temperature}
`;

/** The program of the demo, for the folder that the filesystem server serves. */
export function demoProgram(folder: string): string {
  return `FOLDER = ${JSON.stringify(folder)}\n${CODE.trim()}`;
}
