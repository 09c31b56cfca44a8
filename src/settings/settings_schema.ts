import { describeSettings } from "./describe_settings.ts";
import { type ValueSchema } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** A JSON schema of settings files, for editors. */
export interface SettingsSchema {
  readonly $schema: string;
  readonly title: string;
  readonly type: "object";
  readonly properties: Readonly<Record<string, ValueSchema & { readonly description: string }>>;
  readonly additionalProperties: false;
}

/** Draft-07, because all editors know it. */
const DRAFT = "http://json-schema.org/draft-07/schema#";

/** Makes the schema from the table of settings. */
export function settingsSchema(): SettingsSchema {
  const properties = describeSettings().map((
    { name, key, description, default: otherwise, allowed },
  ) => {
    const text = `${description} Default: ${otherwise}. Allowed: ${allowed}.`.replaceAll("`", "");
    return [key, { ...SETTINGS[name].kind.schema, description: text }] as const;
  });
  const schema = { type: "string", description: "The schema of this file, for editors." } as const;
  return {
    $schema: DRAFT,
    title: "Settings of mcp-code-bridge",
    type: "object",
    properties: { $schema: schema, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}

/** The schema as the text of a file. */
export function writeSettingsSchema(): string {
  return `${JSON.stringify(settingsSchema(), null, 2)}\n`;
}
