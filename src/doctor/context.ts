import { type EngineName, enginesFor } from "../engines.ts";
import { messageOf } from "../errors.ts";
import { discover } from "../discovery/discover.ts";
import type { Discovery } from "../discovery/server_definition.ts";
import type { EngineFactories, EngineProbe } from "../engine/engine.ts";
import { EngineHealth } from "../engine/engine_health.ts";
import { selectEngine } from "../engine/select_engine.ts";
import type { EngineState } from "../ipc/port.ts";
import type { ServerReport } from "../ipc/server_report.ts";
import type { Settings } from "../settings/settings.ts";
import { once } from "../system/once.ts";
import type { System } from "../system/system.ts";
import type { UsableSettings } from "./usable_settings.ts";

/** How a program ended that was run for trial. */
export interface TrialAnswer {
  /** `success`, or how it failed. */
  readonly status: string;
  /** The value of its last expression, if it is a number. */
  readonly result: number | null;
  readonly engine: string;
  /** Why it failed, or `null`. */
  readonly error: string | null;
}

/** What `doctor` needs of the program around it. */
export interface DoctorOptions {
  readonly system: System;
  /** Version of this program. */
  readonly version: string;
  readonly settings: UsableSettings;
  readonly engines: EngineFactories;
  /** Runs a program in a sandbox as `run` does. @throws {Error} when none could be started */
  readonly runProgram: (code: string) => Promise<TrialAnswer>;
  /** Starts every server and asks it for its tools. @throws {Error} when that cannot be done */
  readonly askServers: (withinMs: number) => Promise<readonly ServerReport[]>;
  /** Whether servers are started. */
  readonly startServers: boolean;
  /** Tokens of a text in a model's context, about. */
  readonly countTokens: (text: string) => number;
}

/** The engine that is chosen, or why there is none. */
export type EngineChoice =
  | { readonly ok: true; readonly state: EngineState }
  | { readonly ok: false; readonly reason: string };

/** How the trial went: the answer, or why there is none; `null` without an engine. */
export type Trial =
  | { readonly ok: true; readonly answer: TrialAnswer; readonly ms: number }
  | { readonly ok: false; readonly reason: string };

/** What the servers answered, or why they could not be asked. */
export type Reports =
  | { readonly ok: true; readonly byName: ReadonlyMap<string, ServerReport> }
  | { readonly ok: false; readonly reason: string };

/** What was read of the configuration files, and what was noticed meanwhile. */
export interface ReadFiles {
  readonly discovery: Discovery;
  readonly remarks: readonly string[];
}

/** Milliseconds that all servers have together. */
export const SERVERS_MS = 45_000;

/** A sum of an interpreter: what is run for trial. */
const TRIAL_CODE = "1 + 1";

/** What several checks look at. Each is asked once, by whoever needs it first. */
export class DoctorContext {
  readonly options: DoctorOptions;
  readonly #probes = new Map<EngineName, Promise<EngineProbe>>();
  readonly #choice = once(() => this.#choose());
  readonly #files = once(() => this.#readFiles());
  readonly #trial = once(() => this.#try());
  readonly #reports = once(() => this.#askServers());

  constructor(options: DoctorOptions) {
    this.options = options;
  }

  get system(): System {
    return this.options.system;
  }

  get settings(): Settings {
    return this.options.settings.settings;
  }

  /** Asks an engine whether it can be used. Never rejects: an error is a refusal. */
  probe(name: EngineName): Promise<EngineProbe> {
    const asked = this.#probes.get(name) ?? this.#ask(name);
    this.#probes.set(name, asked);
    return asked;
  }

  /** Which engine runs sandboxes, by the rules of a run. */
  choice(): Promise<EngineChoice> {
    return this.#choice.get();
  }

  files(): Promise<ReadFiles> {
    return this.#files.get();
  }

  /** Runs a program; `null` without an engine. */
  trial(): Promise<Trial | null> {
    return this.#trial.get();
  }

  /** What the servers answered. They are started for it. */
  reports(): Promise<Reports> {
    return this.#reports.get();
  }

  /** Whether the settings let sandboxes run on an engine. */
  allows(name: EngineName): boolean {
    return enginesFor(this.settings.runtime).includes(name);
  }

  async #ask(name: EngineName): Promise<EngineProbe> {
    try {
      return await this.options.engines[name].probe();
    } catch (error) {
      return { usable: false, name, refusal: messageOf(error), remedy: null };
    }
  }

  async #choose(): Promise<EngineChoice> {
    const { system, settings } = this;
    try {
      const { state } = await selectEngine({
        runtime: settings.runtime,
        probe: (name) => this.probe(name),
        health: new EngineHealth(system.clock),
      });
      return { ok: true, state };
    } catch (error) {
      return { ok: false, reason: messageOf(error) };
    }
  }

  async #readFiles(): Promise<ReadFiles> {
    const { system, settings } = this;
    const remarks: string[] = [];
    const discovery = await discover({
      system,
      settings,
      log: (level, line) => {
        if (level === "warning" || level === "error") remarks.push(line);
      },
    });
    return { discovery, remarks };
  }

  async #askServers(): Promise<Reports> {
    try {
      const reports = await this.options.askServers(SERVERS_MS);
      return { ok: true, byName: new Map(reports.map((report) => [report.name, report])) };
    } catch (error) {
      return { ok: false, reason: messageOf(error) };
    }
  }

  async #try(): Promise<Trial | null> {
    if (!(await this.choice()).ok) return null;
    const { clock } = this.system;
    const began = clock.monotonic();
    try {
      const answer = await this.options.runProgram(TRIAL_CODE);
      return { ok: true, answer, ms: clock.monotonic() - began };
    } catch (error) {
      return { ok: false, reason: messageOf(error) };
    }
  }
}
