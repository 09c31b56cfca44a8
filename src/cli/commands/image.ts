import { Command } from "commander";
import type { CommandWiring } from "../command_context.ts";
import { imageBuildCommand } from "./image_build.ts";
import { imageListCommand } from "./image_list.ts";
import { imageLoadCommand } from "./image_load.ts";
import { imagePullCommand } from "./image_pull.ts";

/** `image`: the images that sandboxes may run. */
export function imageCommand(wiring: CommandWiring): Command {
  return new Command("image")
    .description("fetch, load, build and list the images of podman and docker")
    .addCommand(imagePullCommand(wiring))
    .addCommand(imageLoadCommand(wiring))
    .addCommand(imageBuildCommand(wiring))
    .addCommand(imageListCommand(wiring));
}
