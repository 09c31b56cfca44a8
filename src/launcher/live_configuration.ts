import type { BridgeServer } from "../ipc/messages.ts";
import { displayFile } from "../discovery/display.ts";
import type { LastGood } from "../discovery/last_good.ts";
import { reachOf } from "../discovery/reach.ts";
import { startAdvice } from "../discovery/start_advice.ts";
import type { DiscoveredServer, Discovery } from "../discovery/server_definition.ts";
import type { Settings } from "../settings/settings.ts";
import type { Log } from "../log.ts";
import { once } from "../system/once.ts";
import type { System } from "../system/system.ts";
import type { DigestDefinition } from "./definition_digest.ts";
import { computePermissions, type Right } from "./permissions.ts";

/** Milliseconds between two looks at the files. */
const LOOK_INTERVAL_MS = 2_000;

/** The user's configuration, which may change while the bridge runs. */
export interface Configuration {
  /** What the bridge may do by itself, whatever is configured. */
  readonly rights: readonly Right[];
  /**
   * The servers as they were last read; the first reading is under way from the start.
   *
   * @throws {Error} when it could never be read; the next call reads again
   */
  current(): Promise<readonly BridgeServer[]>;
  /**
   * Looks at the files, and gives the servers if they have changed since they were last read,
   * else `null`. No promise but `null` when they were looked at just now, or are being read for the
   * first time. When a reading fails, the last one stays, and the next look reads again.
   *
   * @throws {Error} when the files cannot be looked at or read
   */
  changed(): Promise<readonly BridgeServer[] | null> | null;
}

export interface LiveConfigurationOptions {
  readonly system: System;
  readonly log: Log;
  readonly settings: Settings;
  /** The bridge's own folder of the state directory, absolute. */
  readonly directory: string;
  /** The folder of added packages, absolute. */
  readonly packages: string;
  /** Names definitions for the bridge. @default none: it keeps nothing of servers' tools */
  readonly digest?: DigestDefinition;
}

/** What discovery found, and the files' state from before it read them. */
interface Reading {
  readonly seen: string;
  readonly discovery: Discovery;
}

/**
 * Keeps up with the user's configuration files. They are looked at when the client sends a message,
 * not by a watcher or a timer: an idle bridge costs nothing, and a change applies from the client's
 * next message.
 */
export class LiveConfiguration implements Configuration {
  readonly rights: readonly Right[];
  readonly #options: LiveConfigurationOptions;
  readonly #lastGood: LastGood = new Map();
  readonly #revisions = new Map<string, { text: string; revision: number }>();
  readonly #first = once(() => this.#readFirst());
  // what reads configuration is not needed to begin, and another import takes as long as the look
  readonly #looking = once(() => import("../discovery/fingerprint.ts"));
  /** The last reading after the first; `null` before there is one. */
  #later: Promise<Reading> | null = null;
  #lookedAt: number;
  /** Whether the first reading is over. */
  #hasRead = false;

  constructor(options: LiveConfigurationOptions) {
    this.#options = options;
    this.rights = computePermissions(options);
    this.#lookedAt = options.system.clock.monotonic();
    this.#first.get();
  }

  /**
   * What discovery found last.
   *
   * @throws {Error} when the files could never be read; the next call reads again
   */
  async discovery(): Promise<Discovery> {
    return (await this.#reading()).discovery;
  }

  async current(): Promise<readonly BridgeServer[]> {
    const { servers } = await this.discovery();
    return await Promise.all(servers.map((server) => this.#show(server)));
  }

  changed(): Promise<readonly BridgeServer[] | null> | null {
    const now = this.#options.system.clock.monotonic();
    if (!this.#hasRead || now - this.#lookedAt < LOOK_INTERVAL_MS) return null;
    this.#lookedAt = now;
    return this.#lookAgain();
  }

  async #lookAgain(): Promise<readonly BridgeServer[] | null> {
    const seen = await this.#look();
    const last = await this.#reading();
    if (seen === last.seen) return null;
    this.#options.log("info", "The configuration has changed: reading it again");
    const next = this.#read(seen);
    // a failure is told to the caller and not kept
    this.#later = next.catch(() => last);
    await next;
    return await this.current();
  }

  #reading(): Promise<Reading> {
    return this.#later ?? this.#first.get();
  }

  async #readFirst(): Promise<Reading> {
    // the look comes before the reading: a change between the two is found by the next look
    const reading = await this.#read(await this.#look());
    this.#hasRead = true;
    return reading;
  }

  async #read(seen: string): Promise<Reading> {
    return { seen, discovery: await this.#discover() };
  }

  /** The files' state, as a text that is another when any of them has changed. */
  async #look(): Promise<string> {
    const { system, settings } = this.#options;
    const { fingerprint } = await this.#looking.get();
    return fingerprint(system, settings);
  }

  async #discover(): Promise<Discovery> {
    const { system, log, settings } = this.#options;
    const { discover } = await import("../discovery/discover.ts");
    const discovery = await discover({ system, settings, log, lastGood: this.#lastGood });
    for (const { origin, problem } of discovery.files) {
      if (problem !== null) log("warning", `Problem in ${displayFile(origin, system)}: ${problem}`);
    }
    return discovery;
  }

  async #show(server: DiscoveredServer): Promise<BridgeServer> {
    const { name, alias, availability, definition } = server;
    const unavailable = availability.state === "ready" ? null : availability.reason;
    const reach = definition === null || unavailable !== null ? null : reachOf(definition);
    const revision = this.#revisionOf(server);
    const digest = reach === null ? null : await this.#options.digest?.(server) ?? null;
    const { tools, timeouts } = definition ?? {};
    const advice = definition === null ? null : startAdvice(definition);
    const told = {
      ...(digest === null ? {} : { digest }),
      ...(advice === null ? {} : { startAdvice: advice }),
      ...(tools === undefined ? {} : { tools }),
      ...(timeouts === undefined ? {} : { timeouts }),
    };
    return { name, alias, unavailable, revision, reach, ...told };
  }

  /** The bridge is told that a definition is another, and nothing of what is in it. */
  #revisionOf({ name, definition, availability }: DiscoveredServer): number {
    const text = JSON.stringify([definition, availability]);
    const known = this.#revisions.get(name);
    if (known?.text === text) return known.revision;
    const revision = (known?.revision ?? 0) + 1;
    this.#revisions.set(name, { text, revision });
    return revision;
  }
}
