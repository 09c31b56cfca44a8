import { type Alternative, ENOSYS, EPERM, type FilterList } from "./filter_list.ts";

/** One rule of a profile, as podman and docker read it (`seccomp/default.json` of moby/profiles). */
interface ProfileRule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ALLOW" | "SCMP_ACT_ERRNO";
  readonly errnoRet?: number;
  readonly args?: readonly ProfileCondition[];
  readonly includes?: { readonly arches: readonly string[] };
}

interface ProfileCondition {
  readonly index: number;
  /** The mask, when `op` is `SCMP_CMP_MASKED_EQ`. */
  readonly value: number;
  readonly valueTwo: number;
  readonly op: "SCMP_CMP_MASKED_EQ";
}

/**
 * The filter as the text of a profile for `--security-opt seccomp=`. An entry of `archMap` without
 * `subArchitectures` leaves calls of other architectures to libseccomp, which ends the thread. The
 * default is EPERM because docker 20.10 knows no other; runc itself answers ENOSYS for a number above
 * all those of the profile.
 */
export function buildEngineProfile(list: FilterList): string {
  const perArchitecture = list.architectures.flatMap(
    ({ engineName, allowed, refused, absent }): readonly ProfileRule[] => {
      const includes = { arches: [engineName] };
      return [
        { names: Object.keys(allowed), action: "SCMP_ACT_ALLOW", includes },
        { names: Object.keys(refused), action: "SCMP_ACT_ERRNO", errnoRet: EPERM, includes },
        { names: Object.keys(absent), action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS, includes },
      ];
    },
  );
  const profile = {
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: EPERM,
    archMap: list.architectures.map(({ libseccompName }) => ({
      architecture: libseccompName,
      subArchitectures: [],
    })),
    syscalls: [...perArchitecture, ...checkedRules(list)],
  };
  return JSON.stringify(profile);
}

/** One rule for each alternative: rules of one call are joined by "or", conditions by "and". */
function checkedRules({ rules }: FilterList): readonly ProfileRule[] {
  return Object.entries(rules).flatMap(([name, alternatives]) =>
    alternatives.map((alternative): ProfileRule => ({
      names: [name],
      action: "SCMP_ACT_ALLOW",
      args: conditions(alternative),
    }))
  );
}

function conditions(alternative: Alternative): readonly ProfileCondition[] {
  return alternative.map(({ argument, mask, value }) => ({
    index: argument,
    value: mask,
    valueTwo: value,
    op: "SCMP_CMP_MASKED_EQ",
  }));
}
