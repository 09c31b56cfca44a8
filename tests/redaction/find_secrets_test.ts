import assert from "node:assert/strict";
import type { ServerDefinition } from "../../src/discovery/server_definition.ts";
import { findSecrets, MAX_SECRET_LENGTH, MAX_SECRETS } from "../../src/redaction/find_secrets.ts";

function stdio(env: Record<string, string>, args: readonly string[] = []): ServerDefinition {
  return { kind: "stdio", command: "server", args, env };
}

function valuesOf(definition: ServerDefinition): readonly string[] {
  return findSecrets(definition).secrets.map(({ value }) => value);
}

/** Made up, in the forms that issuers use. */
const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
const SECRETS: readonly (readonly [name: string, value: string])[] = [
  ["GITHUB_TOKEN", "ghp_Zx81kQm3Lw0Tt9Yv5RbNc7HsJd2FgA4ePuXo"],
  ["GITHUB_PERSONAL_ACCESS_TOKEN", "github_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ"],
  ["ANTHROPIC_API_KEY", "sk-svc-9fK2mQ7xWz4b77Ab"],
  ["OPENAIAPIKEY", "sk-proj-9fK2mQ7xWz4b"],
  ["SLACK_BOT_TOKEN", "xoxb-1234567890-abcdefghij"],
  ["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"],
  ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["PASSWORD", "hunter22"],
  ["DB_PASSWORD", "p4ss w0rd!"],
  ["DBPASSWORD", "s3cr3t-db"],
  ["PGPASSWORD", "zr8$kk-2"],
  ["MYSQL_PWD", "Tr0ub4dor&3"],
  ["SMTP_PASS", "a1b2c3d4"],
  ["GMAIL_APP_PASSWORD", "abcd efgh ijkl mnop"],
  ["APP_PASSWORD", "qzjxkvwpbtrfghnm"],
  ["KEY_PASSPHRASE", "correct horse battery staple"],
  ["SECRET", "correct-horse-battery-staple"],
  ["GITHUB_TOKEN", "canary-github-token"],
  ["API_KEY", "super secret value"],
  ["PASSWORD", "canary-7"],
  ["CLIENT_SECRET", "8Q~abc.def-ghi"],
  ["clientSecret", "x7Hq9-pL2"],
  ["STRIPE_KEY", "sk_test_4eC39HqLyjWDarjtT1zdp7dc"],
  ["apiKey", "0xdeadbeefdeadbeef"],
  ["X_API_KEY", "3fa85f64-5717-4562-b3fc-2c963f66afa6"],
  ["SIGNING_KEY", HEX],
  ["JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N"],
  ["SESSION_COOKIE", "sid=5f2a9c81"],
  ["BASIC_AUTH", "admin:5f2a9c81"],
  ["CREDENTIALS", "AbC123!!xyz"],
  ["AUTH", "letmein99"],
  ["TOKEN2", "tok-93jf82"],
  ["ENCRYPTION_KEY", "/k3jF9+a8sdKJq0Zb1Xw7Vt5Yu2Mn4Lp6Rs8Df="],
  ["AUTH_HEADER", "Bearer 5f2a9c81"],
  ["EXTRA_HEADER", "Bearer 5f2a9c81"],
  ["GOOGLE", "ya29.a0AfH6SMBx.abcdefgh"],
  ["GOOGLE_TOKEN", "ya29.a0AfH6SMBx.abcdefgh"],
  ["TELEGRAM", "pypi-AgEIcHlwaS5vcmcCJDY2"],
  ["UNKNOWN", HEX],
  ["WEIRD", "Zx81kQm3Lw0Tt9Yv5RbNc7HsJd2FgA4e"],
  ["THING", "k3jf9a8sd0q2z5b1x7w4v6t8"],
];

const NO_SECRETS: readonly (readonly [name: string, value: string])[] = [
  ["TOKEN", "short"],
  ["PASSWORD", "1234567"],
  ["PASSWORD", "password"],
  ["POSTGRES_PASSWORD", "postgres"],
  ["MINIO_ROOT_PASSWORD", "minioadmin"],
  ["API_KEY", "production"],
  ["SECRET", "not configured"],
  ["SORT_KEY", "updated_at_desc_first"],
  ["PRIMARY_KEY", "identifier"],
  ["SORT_KEY", "created_at"],
  ["AUTH_TYPE", "client_credentials"],
  ["AUTH", "interactive"],
  ["TOKEN_LIMIT", "100000000"],
  ["MAX_TOKENS", "12800000"],
  ["ACCESS_TOKEN", "1234567890123"],
  ["TOKENIZERS_PARALLELISM", "disabled"],
  ["SECRET_ENABLED", "false   "],
  ["TOKEN_URL", "https://auth.example.com/oauth/token"],
  ["AUTH_HOST", "auth.example.com"],
  ["AUTH_SERVER", "auth-7.internal.example.com:8443"],
  ["AUTH", "10.20.30.40:8080"],
  ["AUTH", "fe80:0:0:0:1:2:3:4"],
  ["AUTH", "localhost:8080"],
  ["SSH_KEY", "/home/jdoe2/.ssh/id_ed25519"],
  ["SSH_KEY", "~/.ssh/id_rsa"],
  ["KEY_FILE", "C:\\Users\\someone\\keys\\service.json"],
  ["GOOGLE_APPLICATION_CREDENTIALS", "/etc/gcloud/application_default_credentials.json"],
  ["CREDENTIALS", "keys/service-account.json"],
  ["SECRET_NAME", "prod/db/creds"],
  ["AUTH_EMAIL", "someone@example.com"],
  ["CREDENTIALS", "someone@example.com"],
  ["SSH_PUBLIC_KEY", "AAAAC3NzaC1lZDI1NTE5AAAAIOMq1"],
  ["KEYBOARD_LAYOUT", "us-international-2"],
  ["AUTHOR_NAME", "Ada Lovelace 1815"],
  ["COMPASS_MODE", "north-east-3a1"],
  ["PRIVATE_REPOS", "acme/tools2go,acme/site"],
  ["TWILIO_ACCOUNT_SID", "AC9f86d081884c7d659a2feaa0c55ad015"],
  ["AUTH_HEADER", "X-Api-Key"],
  ["MODE", "pattern-matching-2024"],
  ["LIBRARY", "sk-learn-extra-2024"],
  ["STEP", "npm_config_registry"],
  ["HOME", "/home/someone"],
  ["PATH", "/usr/local/bin:/usr/bin:/bin"],
  ["LANG", "en_US.UTF-8"],
  ["NODE_OPTIONS", "--max-old-space-size=4096"],
  ["GREETING", "hello wonderful world"],
  ["MODEL", "claude-3-5-sonnet-20241022"],
  ["IMAGE", "ghcr.io/example/server@sha256:9f86d081884c7d659a2feaa0c55ad015"],
  ["GIT_COMMIT", HEX],
  ["CONFIG_SHA256", "9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015"],
  ["PROJECT_ID", "3fa85f64-5717-4562-b3fc-2c963f66afa6"],
  ["TENANT", "3fa85f64-5717-4562-b3fc-2c963f66afa6"],
  ["CLUSTER", "my-project-2024-production-cluster-7"],
  ["CLASS", "com.example.MyService2Handler3Impl"],
  ["SERVER", "ubuntu2204server64amd"],
  ["STARTED", "2026-01-02T10:00:00.000Z"],
  ["FLAG", "true"],
  ["PHONE", "+49 30 123456-78"],
];

Deno.test("findSecrets() knows secrets by their names or by their randomness", () => {
  const missed = SECRETS.filter(([name, value]) =>
    !valuesOf(stdio({ [name]: value })).includes(value)
  );
  assert.deepEqual(missed, []);
});

Deno.test("findSecrets() takes no number, path, host, address, identifier or word for a secret", () => {
  const taken = NO_SECRETS.filter(([name, value]) => valuesOf(stdio({ [name]: value })).length > 0);
  assert.deepEqual(taken, []);
  assert.ok(SECRETS.length + NO_SECRETS.length >= 60);
});

Deno.test("findSecrets() takes the parts of a value that are secret for themselves", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["DATABASE_URL", "postgres://app:s3cr%40t-77@db.example.com/main", [
      "s3cr%40t-77",
      "s3cr@t-77",
    ]],
    ["HOOK", "https://hooks.example.com/services/T1/B2/k3jf9a8sd0q2z5b1x7w4v6t8", [
      "k3jf9a8sd0q2z5b1x7w4v6t8",
    ]],
    ["SEARCH", "https://example.com/?q=words&api_key=5f2a9c81", ["5f2a9c81"]],
    ["AUTHORIZATION", "Bearer 5f2a9c81", ["Bearer 5f2a9c81", "5f2a9c81"]],
    ["OPENAPI_HEADERS", '{"Authorization":"tok-5f2a9c81","Accept":"application/json"}', [
      "tok-5f2a9c81",
    ]],
    ["CREDENTIALS", '{"type":"authorized_user","refresh_token":"5f2a9c81"}', ["5f2a9c81"]],
    ["SERVICE", '{"type":"service_account","private_key":"5f2a\\n9c81"}', ["5f2a\n9c81"]],
  ];
  for (const [name, value, expected] of cases) {
    assert.deepEqual(valuesOf(stdio({ [name]: value })), expected, name);
  }
});

Deno.test("findSecrets() takes options and headers of a command line by their names", () => {
  const args = [
    "-y",
    "mcp-remote",
    "--api-key",
    "5f2a9c81",
    "--token=ab12cd34",
    "--port",
    "12345678",
  ];
  const header = [
    "-e",
    "DB_PASSWORD=s3cr3t-77",
    "-e",
    "REGION=eu-west-1",
    "--header",
    "Authorization: Bearer tok-77aa99",
    "ghp_Zx81kQm3Lw0Tt9Yv5RbNc7HsJd2F",
  ];
  assert.deepEqual(valuesOf(stdio({}, [...args, ...header])), [
    "5f2a9c81",
    "ab12cd34",
    "s3cr3t-77",
    "Bearer tok-77aa99",
    "tok-77aa99",
    "ghp_Zx81kQm3Lw0Tt9Yv5RbNc7HsJd2F",
  ]);
  assert.deepEqual(valuesOf(stdio({}, ["/srv/data", "--verbose", "--secret", "--quiet"])), []);
});

Deno.test("findSecrets() takes the credentials among the headers of a server with a URL", () => {
  const basic = `Basic ${btoa("app:s3cr3t-77")}`;
  const headers = { Authorization: basic, "X-Api-Key": "5f2a9c81", Accept: "application/json" };
  const definition = { kind: "http", url: "https://example.com/mcp", headers } as const;
  assert.deepEqual(valuesOf(definition), [
    basic,
    basic.slice("Basic ".length),
    "s3cr3t-77",
    "5f2a9c81",
  ]);
  const client = { id: "my-client", secret: "k3jf9a8sd0q2" };
  const signedIn = { kind: "http", url: "https://example.com/mcp", headers: {}, client } as const;
  assert.deepEqual(valuesOf(signedIn), ["k3jf9a8sd0q2"]);
});

Deno.test("findSecrets() is bounded, and names what it leaves", () => {
  const long = "a1b2c3d4".repeat(MAX_SECRET_LENGTH / 8);
  assert.deepEqual(findSecrets(stdio({ TOKEN: long })).left, []);
  assert.deepEqual(findSecrets(stdio({ TOKEN: `${long}x` })).left, ["TOKEN"]);
  const many = Array.from(
    { length: MAX_SECRETS + 1 },
    (_, at) => [`T${at}_TOKEN`, `tok-5f2a-${at}`],
  );
  const found = findSecrets(stdio(Object.fromEntries(many)));
  assert.equal(found.secrets.length, MAX_SECRETS);
  assert.deepEqual(found.left, [`T${MAX_SECRETS}_TOKEN`]);
});
