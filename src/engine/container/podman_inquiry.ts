import { describeFailure } from "./container_client.ts";
import {
  type Inquiry,
  type InquiryAnswer,
  inspectImageArgs,
  readImage,
  type Refusal,
  refuse,
} from "./inquiry.ts";

/**
 * Asks podman. On Linux it has no service: that it describes the image shows that it works. Elsewhere
 * the same question goes to the virtual machine that podman runs containers in.
 */
export async function inquirePodman(inquiry: Inquiry): Promise<InquiryAnswer> {
  const { image } = inquiry;
  const limits = await refuseWithoutLimits(inquiry);
  if (limits !== null) return limits;

  const inspected = await inquiry.ask(inspectImageArgs(image));
  if (inspected.kind !== "exited") return refuse(describeFailure(inspected));
  if (inspected.code !== 0) {
    // `image inspect` has one exit code for everything, `image exists` says 1 when there is none
    const exists = await inquiry.ask(["image", "exists", "--", image]);
    if (exists.kind === "exited" && exists.code === 1) {
      return refuse(`image ${JSON.stringify(image)} is not present`, `podman pull ${image}`);
    }
    const machine = await refuseWithoutMachine(inquiry);
    return machine ?? refuse(describeFailure(exists.kind === "exited" ? inspected : exists));
  }
  const read = readImage(image, inspected.stdout);
  return read.usable ? { usable: true, image: read.image, env: inquiry.env } : read;
}

/** Rootless podman on cgroup v1 ignores limits with no more than a warning (podman-run(1)). */
async function refuseWithoutLimits(inquiry: Inquiry): Promise<Refusal | null> {
  const { endpoint, system } = inquiry;
  if (system.platform !== "linux" || system.uid() === 0 || endpoint !== null) return null;
  const unified = await system.files.info("/sys/fs/cgroup/cgroup.controllers").catch(() => null);
  return unified !== null
    ? null
    : refuse("it cannot limit memory and tasks for a user on this system (cgroup v1)");
}

/** Why the virtual machine cannot be used, where podman needs one, or `null`. */
async function refuseWithoutMachine(inquiry: Inquiry): Promise<Refusal | null> {
  const { endpoint, system } = inquiry;
  if (system.platform === "linux" || endpoint !== null) return null;
  const format = "{{.Running}}";
  const listed = await inquiry.ask(["machine", "list", "--noheading", "--format", format]);
  if (listed.kind !== "exited" || listed.code !== 0) return null;
  const states = listed.stdout.split(/\s+/).filter((state) => state !== "");
  if (states.length === 0) return refuse("there is no podman machine", "podman machine init --now");
  return states.includes("true")
    ? null
    : refuse("podman machine is not running", "podman machine start");
}
