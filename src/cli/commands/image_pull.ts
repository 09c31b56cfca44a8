import { Command } from "commander";
import { messageOf, UsageError } from "../../errors.ts";
import { parseImageReference } from "../../settings/image_reference.ts";
import { readSettings } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { describeUse, imageEngineOption, type ImageFlags } from "../image_options.ts";
import { stopSignal } from "../stop_signal.ts";

/** `image pull`: fetches the image of the sandboxes from its registry. */
export function imagePullCommand({ context }: CommandWiring): Command {
  return new Command("pull")
    .description("fetch an image from its registry; without a name, that of the sandboxes")
    .argument("[reference]", "such as docker.io/library/python:3.12-slim")
    .addOption(imageEngineOption())
    .action(async (named: string | undefined, { engine }: ImageFlags) => {
      const { system, print, progress } = context;
      const settings = await readSettings(context, engine === undefined ? {} : { runtime: engine });
      const reference = named === undefined ? settings.image : parseNamed(named);
      const [{ openImageEngine }, { runLongCommand }] = await Promise.all([
        import("../../images/image_engine.ts"),
        import("../../images/long_command.ts"),
      ]);
      const { name, client } = await openImageEngine(system, settings.runtime);
      progress.say(`Fetching ${reference} with ${name}`);
      await runLongCommand(["pull", reference], {
        client,
        clock: system.clock,
        what: `fetch "${reference}"`,
        onProgress: progress.say,
        signal: stopSignal(system),
      });
      progress.end();
      await print(`${name} has ${reference}.\n${describeUse(reference, settings.image)}`);
    });
}

function parseNamed(text: string): string {
  try {
    return parseImageReference(text);
  } catch (error) {
    throw new UsageError(`Cannot fetch the image: ${messageOf(error)}`, { cause: error });
  }
}
