import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

/** Variables by which programs find a proxy, as `src/remote/proxy_choice.ts` reads them. */
const PROXIES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];
/** Variables that name files of certificates. */
const CERTIFICATE_FILES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];
const MAX_NAMES = 5;

/** What decides how servers by URL are reached, where one of them failed. */
export const network: Check = {
  name: "network",
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
    const failed = reports.ok
      ? remote.map(({ name }) => reports.byName.get(name)).filter((report) =>
        report !== undefined && report.error !== null
      )
      : [];
    const names = failed.map((report) => report?.name ?? "").slice(0, MAX_NAMES).join(", ");
    const proxies = [...PROXIES, ...PROXIES.map((name) => name.toLowerCase())]
      .filter((name) => system.env(name) !== undefined);
    if (failed.length > 0 && proxies.length > 0) {
      findings.push(finding("network.proxy", {
        subject: proxies.join(", "),
        text: `set here, and these servers failed: ${names}`,
        remedy: "see whether the proxy lets their hosts through, or put the hosts into NO_PROXY",
      }));
    }
    const certificates = failed.filter((report) => /certificate/i.test(report?.error ?? ""));
    if (certificates.length > 0) {
      const set = CERTIFICATE_FILES.filter((name) => system.env(name) !== undefined);
      findings.push(finding("network.certificate", {
        subject: certificates.map((report) => report?.name ?? "").slice(0, MAX_NAMES).join(", "),
        text: "the authorities of the system are trusted" +
          (set.length === 0 ? ", and no variable adds one" : `, and those of ${set.join(" and ")}`),
        remedy: "set NODE_EXTRA_CA_CERTS to a PEM file with the authority of your proxy or server",
      }));
    }
    return findings;
  },
};

async function isThere(path: Promise<string | null>): Promise<boolean> {
  return await path.catch(() => null) !== null;
}
