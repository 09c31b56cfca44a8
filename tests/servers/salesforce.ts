/** Updates records and remembers them. */
import { serve, text, texts } from "./support/stdio_server.ts";

const records = new Map<string, Record<string, unknown>>();

await serve({
  tools: [
    {
      name: "update_record",
      description: "Set fields of a record.",
      inputSchema: {
        type: "object",
        properties: {
          objectType: { type: "string" },
          recordId: { type: "string" },
          data: { type: "object", additionalProperties: true },
        },
        required: ["objectType", "recordId", "data"],
      },
      run({ objectType, recordId, data }) {
        const key = `${objectType}/${recordId}`;
        const record = { ...records.get(key), ...(data as Record<string, unknown>) };
        records.set(key, record);
        return text({ success: true, id: recordId, fields: Object.keys(record) });
      },
    },
    {
      name: "get_record",
      description: "Get the fields of a record.",
      inputSchema: texts("objectType", "recordId"),
      run: ({ objectType, recordId }) => text(records.get(`${objectType}/${recordId}`) ?? {}),
    },
  ],
});
