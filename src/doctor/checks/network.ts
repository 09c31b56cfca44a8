import { chooseProxy } from "../../remote/proxy_choice.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
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
    const { system, options: { startServers } } = context;
    const findings: Finding[] = [];
    for (const variable of CERTIFICATE_FILES) {
      const path = system.env(variable);
      if (path === undefined || await isThere(context.system.files.realPath(path))) continue;
      findings.push(finding("network.no_file", {
        subject: variable,
        text: "it names a file that is not there",
        remedy: `correct the path in ${variable}, or unset it`,
      }));
    }
    const remote = (await context.files()).discovery.servers.filter((
      { definition, availability },
    ) => definition?.kind === "http" && availability.state === "ready");
    if (!startServers || remote.length === 0) return findings;
    const reports = await context.reports();
    if (!reports.ok) return findings;
    const failed = remote.flatMap(({ name, definition }) => {
      const error = reports.byName.get(name)?.error ?? null;
      return error === null || definition?.kind !== "http"
        ? []
        : [{ name, error, proxy: proxyOf(definition.url, system) }];
    });
    for (const [variable, users] of Map.groupBy(failed, ({ proxy }) => proxy)) {
      if (variable === null) continue;
      findings.push(finding("network.proxy", {
        subject: variable,
        text: `it names the way to servers that failed: ${namesOf(users)}`,
        remedy: "see whether the proxy lets their hosts through, or put the hosts into NO_PROXY",
      }));
    }
    const certificates = failed.filter(({ error }) => /certificate/i.test(error));
    if (certificates.length > 0) {
      const set = CERTIFICATE_FILES.filter((name) => system.env(name) !== undefined);
      findings.push(finding("network.certificate", {
        subject: namesOf(certificates),
        text: "the authorities of the system are trusted" +
          (set.length === 0 ? ", and no variable adds one" : `, and those of ${set.join(" and ")}`),
        remedy: "set NODE_EXTRA_CA_CERTS to a PEM file with the authority of your proxy or server",
      }));
    }
    return findings;
  },
};

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

async function isThere(path: Promise<string | null>): Promise<boolean> {
  return await path.catch(() => null) !== null;
}
