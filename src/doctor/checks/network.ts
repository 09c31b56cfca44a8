import { chooseProxy } from "../../remote/proxy_choice.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import type { DoctorContext } from "../context.ts";
import { type Finding, finding } from "../finding.ts";

/** Variables that name files of certificates. */
const CERTIFICATE_FILES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];
const MAX_NAMES = 5;

/** What decides how servers by URL are reached, where one of them failed. */
export const network: Check = {
  name: "network",
  afterLook: true,
  withinMs: 90_000,
  async run(context) {
    const { system } = context;
    const failed = await findFailed(context);
    return [
      ...await lookAtCertificateFiles(system),
      ...describeProxies(failed),
      ...describeCertificates(failed, system),
    ];
  },
};

/** A server by URL that failed. */
interface FailedServer {
  readonly name: string;
  readonly error: string;
  /** The variable that names the proxy on the way to it, or `null`. */
  readonly proxy: string | null;
}

async function findFailed(context: DoctorContext): Promise<readonly FailedServer[]> {
  const { system, options: { startServers } } = context;
  const { servers } = (await context.files()).discovery;
  const remote = servers.flatMap(({ name, definition, availability }) =>
    definition?.kind === "http" && availability.state === "ready"
      ? [{ name, url: definition.url }]
      : []
  );
  if (!startServers || remote.length === 0) return [];
  const reports = await context.reports();
  if (!reports.ok) return [];
  return remote.flatMap(({ name, url }) => {
    const error = reports.byName.get(name)?.error ?? null;
    return error === null ? [] : [{ name, error, proxy: proxyOf(url, system) }];
  });
}

async function lookAtCertificateFiles(system: System): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const variable of CERTIFICATE_FILES) {
    const path = system.env(variable);
    if (path === undefined || await isThere(path, system)) continue;
    findings.push(finding("network.no_file", {
      subject: variable,
      text: "it names a file that is not there",
      remedy: `correct the path in ${variable}, or unset it`,
    }));
  }
  return findings;
}

function describeProxies(failed: readonly FailedServer[]): readonly Finding[] {
  const byProxy = Map.groupBy(failed, ({ proxy }) => proxy);
  return [...byProxy].flatMap(([variable, users]) =>
    variable === null ? [] : [finding("network.proxy", {
      subject: variable,
      text: `it names the way to servers that failed: ${namesOf(users)}`,
      remedy: "see whether the proxy lets their hosts through, or put the hosts into NO_PROXY",
    })]
  );
}

function describeCertificates(
  failed: readonly FailedServer[],
  system: System,
): readonly Finding[] {
  const refused = failed.filter(({ error }) => /certificate/i.test(error));
  if (refused.length === 0) return [];
  const set = CERTIFICATE_FILES.filter((name) => system.env(name) !== undefined);
  const added = set.length === 0
    ? ", and no variable adds one"
    : `, and those of ${set.join(" and ")}`;
  return [finding("network.certificate", {
    subject: namesOf(refused),
    text: `the authorities of the system are trusted${added}`,
    remedy: "set NODE_EXTRA_CA_CERTS to a PEM file with the authority of your proxy or server",
  })];
}

/** The variable that names the proxy for a URL; `null` where there is none, or none that can be used. */
function proxyOf(url: string, system: System): string | null {
  try {
    return chooseProxy(new URL(url), (name) => system.env(name))?.variable ?? null;
  } catch {
    // the server's own failure says what is wrong with it
    return null;
  }
}

function namesOf(servers: readonly { readonly name: string }[]): string {
  return servers.slice(0, MAX_NAMES).map(({ name }) => name).join(", ");
}

async function isThere(path: string, system: System): Promise<boolean> {
  return await system.files.realPath(path).catch(() => null) !== null;
}
