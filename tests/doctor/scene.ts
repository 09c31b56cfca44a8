import type { Check } from "../../src/doctor/check.ts";
import { DoctorContext, type TrialAnswer } from "../../src/doctor/context.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import type { FindingId } from "../../src/doctor/finding_table.ts";
import { findUsableFiles, readUsableSettings } from "../../src/doctor/usable_settings.ts";
import type { Engine, EngineFactories, EngineProbe } from "../../src/engine/engine.ts";
import { ENGINE_NAMES, type EngineName } from "../../src/engines.ts";
import type { ServerReport } from "../../src/ipc/server_report.ts";
import type { System } from "../../src/system/system.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

/** Where the fake user's state is. */
export const STATE = "/home/ada/.local/state/mcp-code-bridge";

/** A case of `doctor`: what there is, what looks at it, and what that finds. */
export interface Case {
  /** What there is, in words. */
  readonly name: string;
  readonly check: Check;
  readonly scene: Scene | (() => Promise<Scene>);
  /**
   * Everything that is found, in order, and of each what its line says: `subject: text → remedy`. An
   * id that is found several times is named once.
   */
  readonly finds: Readonly<Partial<Record<FindingId, RegExp>>>;
}

/** What a check sees; whatever is not given is as it should be. */
export interface Scene {
  readonly system?: System;
  /** Answers of engines. @default {"not on PATH"} for each */
  readonly engines?: Partial<Record<EngineName, EngineProbe | Error>>;
  readonly factories?: EngineFactories;
  /** @default 2, on podman */
  readonly trial?: TrialAnswer | Error;
  /** @default none */
  readonly reports?: readonly ServerReport[] | Error;
  /** @default {true} */
  readonly startServers?: boolean;
  /** Undoes what the scene has made. */
  readonly dispose?: () => Promise<void>;
}

/** What the checks are given for a scene. */
export async function contextOf(scene: Scene): Promise<DoctorContext> {
  const system = scene.system ?? new FakeSystem();
  return new DoctorContext({
    system,
    version: "1.2.3",
    settings: readUsableSettings(system, await findUsableFiles(system)),
    engines: scene.factories ?? factoriesOf(scene.engines ?? {}),
    runProgram: () => answerWith(scene.trial ?? PASSED),
    askServers: () => answerWith(scene.reports ?? []),
    startServers: scene.startServers ?? true,
    countTokens: (text) => text.length,
  });
}

const PASSED: TrialAnswer = { status: "success", result: 2, engine: "podman", error: null };

function answerWith<T>(answer: T | Error): Promise<T> {
  return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
}

/** Engines that give these answers. */
export function factoriesOf(
  answers: Partial<Record<EngineName, EngineProbe | Error>>,
): EngineFactories {
  const entries = ENGINE_NAMES.map((name) => [name, {
    probe: () => answerWith(answers[name] ?? absent(name)),
    rights: () => Promise.resolve([]),
  }]);
  return Object.fromEntries(entries);
}

/** The answer of an engine that is not installed. */
export function absent(name: EngineName): EngineProbe {
  return { usable: false, name, refusal: "not on PATH", remedy: null, missing: true };
}

/** The answer of an engine that is there and does not work. */
export function refused(name: EngineName, refusal: string, remedy: string): EngineProbe {
  return { usable: false, name, refusal, remedy };
}

/** The answer of an engine that works. */
export function usable(name: EngineName, facts: Partial<Engine> = {}): EngineProbe {
  return {
    usable: true,
    engine: {
      name,
      start: () => Promise.reject(new Error("doctor starts sandboxes by its trial alone")),
      leftovers: () => Promise.resolve([]),
      clean: () => Promise.resolve({ removed: [], problem: null }),
      ...facts,
    },
  };
}

/** What a check finds in a scene. */
export async function findIn(scene: Scene, check: Check): Promise<readonly Finding[]> {
  return await check.run(await contextOf(scene));
}

/** A finding as one line. */
export function lineOf({ subject, text, remedy }: Finding): string {
  return `${subject}: ${text}${remedy === null ? "" : ` → ${remedy}`}`;
}
