import { parseJson } from "../../json/read_json.ts";
import type { Platform } from "../../system/system.ts";
import { ENDPOINT_VARIABLE } from "./client_environment.ts";
import { refuseEndpoint } from "./endpoint.ts";
import { DockerDesktop, isDockerDesktop } from "./machine/docker_desktop.ts";
import {
  type Inquiry,
  type InquiryAnswer,
  inspectImageArgs,
  OTHER_IMAGE,
  readImage,
  type Refusal,
  refuse,
  refuseFailure,
  refuseRootful,
  refuseStopped,
  remedyFor,
} from "./inquiry.ts";
import { lastLines } from "../../executables/command_failure.ts";

const START_REMEDY: Readonly<Record<Platform, string>> = {
  linux: "run: sudo systemctl start docker",
  darwin: "run: open -a Docker",
  windows: "start Docker Desktop",
};

/**
 * Asks docker whether it can run sandboxes. The daemon's address is read once and passed to every
 * command, so a later change of the user's docker context has no effect.
 */
export async function inquireDocker(inquiry: Inquiry): Promise<InquiryAnswer> {
  const { image } = inquiry;
  const endpoint = inquiry.endpoint ?? await contextEndpoint(inquiry);
  if (typeof endpoint !== "string") return endpoint;
  const env = { [ENDPOINT_VARIABLE.docker]: endpoint };

  const desktop = await openDesktop(inquiry, endpoint);
  const [info, inspected, state] = await Promise.all([
    inquiry.ask(["info", "--format", "{{json .}}"], env),
    inquiry.ask(inspectImageArgs(image), env),
    desktop?.state(),
  ]);
  if (info.kind !== "exited") {
    // its socket is there before its daemon answers
    return desktop !== null && state === "starting"
      ? refuseStopped(desktop, state)
      : refuseFailure("docker", info);
  }
  const daemon = parseInfo(info.stdout);
  if (typeof daemon.ServerVersion !== "string" || daemon.ServerVersion === "") {
    const said = Array.isArray(daemon.ServerErrors) ? String(daemon.ServerErrors[0]) : info.stderr;
    if (desktop !== null && state !== undefined && state !== "running") {
      return refuseStopped(desktop, state);
    }
    const refusal = `daemon not reachable at ${endpoint} (${lastLines(said)})`;
    return /permission denied/i.test(said)
      ? refuse(refusal, remedyFor("docker", said))
      : { ...refuse(refusal, START_REMEDY[inquiry.system.platform]), unreachable: true };
  }
  if (daemon.OSType !== "linux") {
    return refuse(
      "its daemon does not run Linux containers",
      "switch docker to Linux containers",
    );
  }
  const { demands } = inquiry;
  const missingLimits = [
    ...(daemon.MemoryLimit === true ? [] : ["memory"]),
    ...(daemon.PidsLimit === true ? [] : ["pids"]),
  ];
  if (missingLimits.length > 0 && demands.limits === "full") {
    return refuse(
      "its daemon cannot limit memory and tasks (cgroup controllers are missing)",
      "enable the cgroup controllers memory and pids (`docker info` says which are missing)",
    );
  }
  const rootless = Array.isArray(daemon.SecurityOptions)
    ? daemon.SecurityOptions.some((option) => /^name=rootless\b/.test(String(option)))
    : null;
  if (demands.requireRootless && rootless !== true) {
    return refuseRootful(rootless, "run: dockerd-rootless-setuptool.sh install");
  }

  if (inspected.kind !== "exited") return refuseFailure("docker", inspected);
  if (inspected.code !== 0) {
    return refuse(`image ${JSON.stringify(image)} is not present`, `run: docker pull ${image}`);
  }
  const read = readImage(image, inspected.stdout);
  if (!read.usable) return read;
  const [volume] = read.image.volumes;
  if (volume !== undefined) {
    return refuse(
      `image ${JSON.stringify(image)} declares the volume ${
        JSON.stringify(volume.slice(0, 64))
      }, ` +
        "which docker would make writable",
      OTHER_IMAGE,
    );
  }
  return {
    usable: true,
    image: read.image,
    env: { ...inquiry.env, ...env },
    rootless,
    missingLimits,
    version: daemon.ServerVersion,
    // its namespaces are a setting of the daemon
    namespaces: false,
  };
}

const LOCAL_CONTEXT = "run: docker context use default";

/** The daemon's address in the user's current docker context. */
export async function contextEndpoint(inquiry: Inquiry): Promise<string | Refusal> {
  const { system } = inquiry;
  const format = "{{json .Endpoints.docker.Host}}";
  const asked = await inquiry.ask(["context", "inspect", "--format", format]);
  if (asked.kind !== "exited") return refuseFailure("docker", asked);
  const endpoint = parseJson(asked.stdout);
  if (asked.code !== 0 || typeof endpoint !== "string") {
    return refuse(
      `its current context cannot be read (${lastLines(asked.stderr)})`,
      LOCAL_CONTEXT,
    );
  }
  const path = endpoint.startsWith("unix://") ? endpoint.slice("unix://".length) : null;
  // a link that leads nowhere is no socket either
  if (path !== null && await system.files.realPath(path).catch(() => null) === null) {
    const desktop = await openDesktop(inquiry, endpoint);
    if (desktop !== null) return refuseStopped(desktop, await desktop.state());
    return refuse(`daemon not reachable at ${path}: not running`, START_REMEDY[system.platform]);
  }
  const refusal = await refuseEndpoint(system, endpoint);
  return refusal === null
    ? endpoint
    : refuse(`the address in its current context ${refusal}`, LOCAL_CONTEXT);
}

/** Docker Desktop, if the daemon at this address is its own; else `null`. */
async function openDesktop(inquiry: Inquiry, endpoint: string): Promise<DockerDesktop | null> {
  const { client, leftMs, system } = inquiry;
  if (!(await isDockerDesktop(system, endpoint))) return null;
  return new DockerDesktop({ system, client, endpoint, env: inquiry.env, timeoutMs: leftMs });
}

function parseInfo(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
