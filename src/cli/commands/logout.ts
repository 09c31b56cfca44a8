import { Command } from "commander";
import { prepareStateDir } from "../../settings/state_dir.ts";
import { escapeLine } from "../../text/escape.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { findByUrl } from "./login.ts";

/** `logout SERVER`: forgets the tokens of a sign-in. */
export function logoutCommand({ context }: CommandWiring): Command {
  return new Command("logout")
    .description("forget the sign-in to a server by URL")
    .argument("<server>", "name of the server")
    .action(async (name: string) => {
      const { system, log } = context;
      const settings = await readSettings(context);
      const { url } = await findByUrl(name, { context, settings });
      const { SignInStore } = await import("../../oauth/sign_in_store.ts");
      const { root } = await prepareStateDir(system, settings.stateDir);
      const store = new SignInStore({ system, log, stateDir: root });
      const shown = escapeLine(name);
      const text = await store.remove(url)
        ? `Forgot the sign-in to ${shown}.\n`
        : `There is no sign-in to ${shown}.\n`;
      await context.print(text);
    });
}
