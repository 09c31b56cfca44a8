import type { MarkerEnvironment } from "./marker.ts";

/** A Python that packages are chosen for. */
export interface PythonTarget {
  /** In a sentence: `Python 3.11.2 in containers`. */
  readonly label: string;
  /** `3.11.2`. */
  readonly version: string;
  readonly environment: MarkerEnvironment;
  /** Tags of the wheels that it can install, the best first. */
  readonly tags: readonly string[];
}

/** What is known of the Python of an image. */
export interface ImagePython {
  /** `3.11.2`. */
  readonly version: string;
  /** `x86_64` or `aarch64`. */
  readonly machine: string;
  /** The C library and its version; `null` where it is another or none. */
  readonly libc: { readonly name: "glibc" | "musl"; readonly version: string } | null;
  /** Whether `python3 -m pip` works. */
  readonly hasPip: boolean;
}

/**
 * The Python of the embedded engine; `tests/packages/python_target_test.ts` compares it with the
 * package `pyodide`.
 */
export const EMBEDDED_PYTHON = { version: "3.14.2", abi: "2026_0" } as const;

/** Minor versions of glibc with the names that its first platform tags had (PEP 600). */
const LEGACY_MANYLINUX: Readonly<Record<number, string>> = {
  5: "manylinux1",
  12: "manylinux2010",
  17: "manylinux2014",
};
/** The oldest glibc that wheels are made for. */
const OLDEST_GLIBC: Readonly<Record<string, number>> = { x86_64: 5 };
const OLDEST_OTHER_GLIBC = 17;

/** The Python in containers, for wheels of Python alone. */
export function containerTarget(python: ImagePython): PythonTarget {
  return linuxTarget(python, []);
}

/** The Python in an image, for every wheel that is made for it. */
export function imageTarget(python: ImagePython): PythonTarget {
  return linuxTarget(python, linuxPlatforms(python));
}

/**
 * The Python of the embedded engine. Platform tags: PEP 783, and Pyodide's own name for the same
 * before it.
 */
export function embeddedTarget(): PythonTarget {
  const { version, abi } = EMBEDDED_PYTHON;
  const platforms = [`pyemscripten_${abi}_wasm32`, `pyodide_${abi}_wasm32`];
  return {
    label: `Python ${version} of the embedded engine`,
    version,
    environment: environmentOf(version, {
      sys_platform: "emscripten",
      platform_system: "Emscripten",
      platform_machine: "wasm32",
    }),
    tags: tagsOf(version, platforms),
  };
}

function linuxTarget(
  { version, machine }: ImagePython,
  platforms: readonly string[],
): PythonTarget {
  return {
    label: `Python ${version} in containers`,
    version,
    environment: environmentOf(version, {
      sys_platform: "linux",
      platform_system: "Linux",
      platform_machine: machine,
    }),
    tags: tagsOf(version, platforms),
  };
}

function environmentOf(
  version: string,
  system: Pick<MarkerEnvironment, "sys_platform" | "platform_system" | "platform_machine">,
): MarkerEnvironment {
  return {
    os_name: "posix",
    platform_python_implementation: "CPython",
    // a package that is chosen by the release of a kernel cannot be chosen ahead
    platform_release: "",
    platform_version: "",
    python_version: version.split(".").slice(0, 2).join("."),
    python_full_version: version,
    implementation_name: "cpython",
    implementation_version: version,
    ...system,
  };
}

/** Platform tags (PEP 600, PEP 656), the newest first. */
function linuxPlatforms({ machine, libc }: ImagePython): readonly string[] {
  const [major = 0, minor = 0] = (libc?.version ?? "").split(".").map(Number);
  const plain = `linux_${machine}`;
  if (libc?.name === "musl") {
    return [...countDown(minor, 0).map((one) => `musllinux_${major}_${one}_${machine}`), plain];
  }
  if (libc?.name !== "glibc" || major !== 2) return [plain];
  const oldest = OLDEST_GLIBC[machine] ?? OLDEST_OTHER_GLIBC;
  const many = countDown(minor, oldest).flatMap((one) => {
    const legacy = LEGACY_MANYLINUX[one];
    const names = [`manylinux_2_${one}`, ...(legacy === undefined ? [] : [legacy])];
    return names.map((name) => `${name}_${machine}`);
  });
  return [...many, plain];
}

/** In the order of "Platform compatibility tags" of the PyPA specifications. */
function tagsOf(version: string, platforms: readonly string[]): readonly string[] {
  const minor = Number(version.split(".")[1]);
  const own = `cp3${minor}`;
  const stable = countDown(minor, 2).map((one) => `cp3${one}-abi3`);
  const pythons = [`py3${minor}`, "py3", ...countDown(minor - 1, 0).map((one) => `py3${one}`)];
  const on = (tag: string) => platforms.map((platform) => `${tag}-${platform}`);
  return [
    ...on(`${own}-${own}`),
    ...stable.flatMap(on),
    ...on(`${own}-none`),
    ...pythons.flatMap((python) => on(`${python}-none`)),
    `${own}-none-any`,
    ...pythons.map((python) => `${python}-none-any`),
  ];
}

function countDown(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index);
}
