import type { BridgeServer, BridgeSettings, Job } from "../ipc/messages.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import type { BridgeEvents, BridgeInstance } from "./bridge_instance.ts";
import { HandshakeRecorder } from "./handshake_recorder.ts";
import type { BridgeConfiguration, ConfiguredServer } from "./live_configuration.ts";
import { holds, type Right, sameRights } from "./permissions.ts";

/** Milliseconds that a busy bridge is waited for before what it does is ended. */
export const RETIRE_AFTER_MS = 10 * 60_000;
/** Milliseconds that it has to end it. */
export const RETIRE_GRACE_MS = 10_000;
/** Milliseconds that a bridge has to say whether it is busy, before the client's next message. */
const ANSWER_MS = 1_000;

const WAITING =
  "it waits for rights that the running bridge does not have: a fresh one takes over " +
  "as soon as no run is under way; try again then";

export interface BridgeSupervisorOptions {
  readonly job: Job;
  readonly settings: BridgeSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** The rights of the first bridge. It is told of servers by the first `apply()`. */
  readonly rights: readonly Right[];
  /** Starts a bridge with these rights. */
  readonly start: (rights: readonly Right[], events: BridgeEvents) => BridgeInstance;
  /** Said by the bridge that is in charge. */
  readonly onFinished: (exitCode: number) => void;
  readonly onFailure: (reason: string) => void;
}

/**
 * Sees to it that the bridge has the rights that the configuration needs, and no more. A Worker's
 * rights never change, so a change of them is taken up by a fresh Worker: as soon as the old one has
 * nothing under way, it is told how the client opened its connection, and takes over. The client
 * notices nothing.
 *
 * The old bridge says itself when it is idle. If it lies that it is, it harms the requests that it
 * was given, which it could have left unanswered anyway; if it never says so, it only delays its own
 * end, and not for long.
 */
export class BridgeSupervisor {
  readonly #options: BridgeSupervisorOptions;
  readonly #recorder = new HandshakeRecorder();
  /** `null` before anything is known of it. */
  #configuration: BridgeConfiguration | null = null;
  #instance: BridgeInstance;
  #rights: readonly Right[];
  /** Messages of `client_data` that the bridge in charge was sent. */
  #sent = 0;
  #change: Change | null = null;
  /** Ends of bridges that were replaced, under way. */
  readonly #leaving = new Set<Promise<void>>();
  #ended = false;

  constructor(options: BridgeSupervisorOptions) {
    this.#options = options;
    this.#rights = options.rights;
    this.#instance = this.#start();
  }

  /** Takes bytes of the client. */
  receive(bytes: Uint8Array<ArrayBuffer>): void {
    this.#recorder.push(bytes);
    this.#sent++;
    this.#instance.post({ op: "client_data", bytes }, [bytes.buffer]);
  }

  /** The configuration is being looked at: runs wait until `apply()` or `confirm()` is called. */
  expectServers(): void {
    this.#instance.post({ op: "servers_due" });
  }

  /** The configuration is what it was. */
  confirm(): void {
    this.#tellServers();
  }

  /**
   * Takes up a configuration: the first, or one that has changed. Resolves when that is done, or
   * when it is known that the bridge is busy and it will be done later.
   */
  async apply(configuration: BridgeConfiguration): Promise<void> {
    if (this.#ended) return;
    this.#configuration = configuration;
    this.#tellServers();
    if (sameRights(this.#rights, configuration.rights)) {
      // a bridge that was asked to end its work does not take up more
      if (this.#change?.urgent !== true) this.#settle();
      return;
    }
    await (this.#change ?? this.#prepare()).answered;
  }

  /** The client has gone, or the user wants an end: the bridge is to come to it, and no other follows. */
  stop(): void {
    this.#ended = true;
    this.#settle();
    this.#instance.post({ op: "client_end" });
  }

  /** Ends every process that was started for a bridge. Resolves when they are gone, as far as may be. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#settle();
    await Promise.all([this.#instance.close(), ...this.#leaving]);
  }

  /** {@linkcode BridgeSupervisor.close}, without time for the servers of the bridge in charge. */
  endNow(): void {
    this.#instance.endNow();
  }

  /** Ends the bridge in charge, once its processes have gone. */
  terminate(): void {
    this.#instance.terminate();
  }

  #prepare(): Change {
    const { clock, log } = this.#options;
    const answered = Promise.withResolvers<void>();
    const stopWaiting = clock.after(ANSWER_MS, answered.resolve);
    let stopClock = clock.after(RETIRE_AFTER_MS, () => {
      log(
        "warning",
        "The bridge has been busy for long: its runs are ended, so that it can change",
      );
      change.urgent = true;
      this.#instance.post({ op: "yield", now: true });
      stopClock = clock.after(RETIRE_GRACE_MS, () => {
        log("error", "The bridge did not end its runs: it is replaced all the same");
        this.#replace();
      });
    });
    const change: Change = {
      urgent: false,
      answered: answered.promise,
      answer() {
        stopWaiting();
        answered.resolve();
      },
      settle() {
        change.answer();
        stopClock();
      },
    };
    this.#change = change;
    this.#instance.post({ op: "yield", now: false });
    return change;
  }

  #settle(): void {
    this.#change?.settle();
    this.#change = null;
  }

  #start(): BridgeInstance {
    const { job, settings, onFinished, onFailure } = this.#options;
    const instance = this.#options.start(this.#rights, {
      onFinished,
      onFailure,
      onBusy: () => this.#change?.answer(),
      onIdle: (received) => {
        // what was sent and not yet received is work that has only begun
        if (this.#change !== null && received === this.#sent) this.#replace();
      },
    });
    instance.post({ op: "begin", job, settings, handshake: this.#recorder.lines });
    this.#instance = instance;
    this.#tellServers();
    return instance;
  }

  #replace(): void {
    const old = this.#instance;
    this.#rights = this.#configuration?.rights ?? this.#rights;
    this.#sent = 0;
    this.#options.log("info", "A fresh bridge takes over: what it may do has changed");
    // in one turn of the loop: no message of the client can come between
    const leaving = old.terminate().finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    this.#start();
    this.#settle();
  }

  #tellServers(): void {
    const servers = this.#configuration?.servers.map((server) => this.#show(server));
    if (servers !== undefined) this.#instance.post({ op: "servers", servers });
  }

  #show({ server, needs }: ConfiguredServer): BridgeServer {
    if (server.unavailable !== null || holds(this.#rights, needs)) return server;
    return { ...server, unavailable: WAITING };
  }
}

/** A bridge that is to take over, once the one in charge has nothing under way. */
interface Change {
  /** Whether the one in charge was told to end what is under way. */
  urgent: boolean;
  /** Resolves when it said how it is, or was given time enough. */
  readonly answered: Promise<void>;
  readonly answer: () => void;
  /** The change is over. */
  readonly settle: () => void;
}
