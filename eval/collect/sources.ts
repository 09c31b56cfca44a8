/** A server whose `tools/list` is recorded. */
export interface Source {
  /** Name of the catalogue, and of the server in the evaluation. */
  readonly name: string;
  /** Package at npm, or at PyPI; the first has the program. */
  readonly npm?: string;
  readonly pypi?: readonly string[];
  /** Name of its program. @default the package's only one, or the one with its name */
  readonly bin?: string;
  /** Arguments; `@` is its scratch folder. */
  readonly args?: readonly string[];
  /** What it wants before it lists anything. Nothing here is a credential. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its licence, where the package says it in no field and no file. */
  readonly licence?: string;
}

/** Of the repository of the reference servers: MIT at first, Apache-2.0 for what came later. */
const REFERENCE = "MIT AND Apache-2.0";

const NOBODY = "of-nobody";
const NOWHERE = "http://127.0.0.1:9";

/** Servers that list their tools without the network and without an account. */
export const SOURCES: readonly Source[] = [
  {
    name: "everything",
    npm: "@modelcontextprotocol/server-everything",
    licence: REFERENCE,
  },
  {
    name: "filesystem",
    npm: "@modelcontextprotocol/server-filesystem",
    args: ["@"],
    licence: REFERENCE,
  },
  {
    name: "memory",
    npm: "@modelcontextprotocol/server-memory",
    licence: REFERENCE,
  },
  {
    name: "sequential-thinking",
    npm: "@modelcontextprotocol/server-sequential-thinking",
    licence: REFERENCE,
  },
  {
    name: "github",
    npm: "@modelcontextprotocol/server-github",
    env: { GITHUB_PERSONAL_ACCESS_TOKEN: NOBODY },
  },
  {
    name: "slack",
    npm: "@modelcontextprotocol/server-slack",
    env: { SLACK_BOT_TOKEN: NOBODY, SLACK_TEAM_ID: NOBODY },
  },
  {
    name: "google-maps",
    npm: "@modelcontextprotocol/server-google-maps",
    env: { GOOGLE_MAPS_API_KEY: NOBODY },
  },
  { name: "puppeteer", npm: "@modelcontextprotocol/server-puppeteer" },
  {
    name: "postgres",
    npm: "@modelcontextprotocol/server-postgres",
    args: ["postgresql://127.0.0.1:9/nothing"],
  },
  { name: "playwright", npm: "@playwright/mcp" },
  { name: "chrome-devtools", npm: "chrome-devtools-mcp" },
  { name: "desktop-commander", npm: "@wonderwhy-er/desktop-commander" },
  { name: "context7", npm: "@upstash/context7-mcp" },
  { name: "notion", npm: "@notionhq/notion-mcp-server", env: { NOTION_TOKEN: NOBODY } },
  {
    name: "gitlab",
    npm: "@zereight/mcp-gitlab",
    env: { GITLAB_PERSONAL_ACCESS_TOKEN: NOBODY, GITLAB_API_URL: `${NOWHERE}/api/v4` },
  },
  { name: "brave-search", npm: "@brave/brave-search-mcp-server", env: { BRAVE_API_KEY: NOBODY } },
  { name: "tavily", npm: "tavily-mcp", env: { TAVILY_API_KEY: NOBODY } },
  { name: "exa", npm: "exa-mcp-server", env: { EXA_API_KEY: NOBODY } },
  { name: "firecrawl", npm: "firecrawl-mcp", env: { FIRECRAWL_API_KEY: NOBODY } },
  { name: "airtable", npm: "airtable-mcp-server", env: { AIRTABLE_API_KEY: NOBODY } },
  { name: "figma", npm: "figma-developer-mcp", args: ["--stdio", "--figma-api-key", NOBODY] },
  {
    name: "azure",
    npm: "@azure/mcp",
    // a third of it: all of its tools would be half a megabyte
    args: [
      ...["server", "start", "--mode", "all"],
      ...["storage", "keyvault", "kusto", "compute", "cosmos", "speech", "sql", "mysql", "postgres"]
        .flatMap((name) => ["--namespace", name]),
      ...["--namespace", "communication"],
    ],
  },
  {
    name: "mongodb",
    npm: "mongodb-mcp-server",
    env: {
      MDB_MCP_CONNECTION_STRING: "mongodb://127.0.0.1:9/nothing",
      MDB_MCP_TELEMETRY: "disabled",
    },
  },
  {
    name: "elasticsearch",
    npm: "@elastic/mcp-server-elasticsearch",
    env: { ES_URL: NOWHERE, ES_API_KEY: NOBODY },
  },
  { name: "linear", npm: "@tacticlaunch/mcp-linear", env: { LINEAR_API_TOKEN: NOBODY } },
  {
    name: "todoist",
    npm: "@doist/todoist-mcp",
    env: { TODOIST_API_KEY: NOBODY },
  },
  {
    name: "browserbase",
    npm: "@browserbasehq/mcp-server-browserbase",
    env: {
      BROWSERBASE_API_KEY: NOBODY,
      BROWSERBASE_PROJECT_ID: NOBODY,
      GEMINI_API_KEY: NOBODY,
    },
  },
  { name: "kubernetes", npm: "mcp-server-kubernetes" },
  {
    name: "browserstack",
    npm: "@browserstack/mcp-server",
    env: { BROWSERSTACK_USERNAME: NOBODY, BROWSERSTACK_ACCESS_KEY: NOBODY },
  },
  { name: "circleci", npm: "@circleci/mcp-server-circleci", env: { CIRCLECI_TOKEN: NOBODY } },
  {
    name: "postman",
    npm: "@postman/postman-mcp-server",
    env: { POSTMAN_API_KEY: NOBODY },
  },
  { name: "perplexity", npm: "@perplexity-ai/mcp-server", env: { PERPLEXITY_API_KEY: NOBODY } },
  {
    name: "launchdarkly",
    npm: "@launchdarkly/mcp-server",
    args: ["start", "--api-key", NOBODY],
  },
  {
    name: "xero",
    npm: "@xeroapi/xero-mcp-server",
    env: { XERO_CLIENT_ID: NOBODY, XERO_CLIENT_SECRET: NOBODY },
  },
  {
    name: "line",
    npm: "@line/line-bot-mcp-server",
    env: { CHANNEL_ACCESS_TOKEN: NOBODY, DESTINATION_USER_ID: NOBODY },
  },
  { name: "eslint", npm: "@eslint/mcp" },
  { name: "chart", npm: "@antv/mcp-server-chart" },
  { name: "excel", npm: "@negokaz/excel-mcp-server" },
  {
    name: "datadog",
    npm: "@winor30/mcp-server-datadog",
    env: { DATADOG_API_KEY: NOBODY, DATADOG_APP_KEY: NOBODY },
  },
  { name: "asana", npm: "@roychri/mcp-server-asana", env: { ASANA_ACCESS_TOKEN: NOBODY } },
  { name: "mobile", npm: "@mobilenext/mobile-mcp" },
  { name: "currents", npm: "@currents/mcp", env: { CURRENTS_API_KEY: NOBODY } },
  { name: "pinecone", npm: "@pinecone-database/mcp", env: { PINECONE_API_KEY: NOBODY } },
  { name: "terraform", npm: "terraform-mcp-server" },
  { name: "discord", npm: "mcp-discord", args: ["--config", NOBODY] },
  { name: "drawio", npm: "@drawio/mcp" },
  {
    name: "ms-365",
    npm: "@softeria/ms-365-mcp-server",
    args: ["--preset", "mail,calendar"],
  },
  { name: "n8n", npm: "n8n-mcp", env: { MCP_MODE: "stdio", N8N_MCP_TELEMETRY_DISABLED: "true" } },
  {
    name: "trello",
    npm: "@delorenj/mcp-server-trello",
    env: { TRELLO_API_KEY: NOBODY, TRELLO_TOKEN: NOBODY },
  },
  {
    name: "shopify",
    npm: "shopify-mcp",
    args: ["--accessToken", NOBODY, "--domain", "nobody.myshopify.com"],
  },
  { name: "sonarqube", npm: "sonarqube-mcp-server", env: { SONARQUBE_TOKEN: NOBODY } },
  { name: "hyperbrowser", npm: "hyperbrowser-mcp", env: { HYPERBROWSER_API_KEY: NOBODY } },
  { name: "pdf", npm: "@modelcontextprotocol/server-pdf", args: ["--stdio"] },
  { name: "time", pypi: ["mcp-server-time"] },
  { name: "git", pypi: ["mcp-server-git"] },
  { name: "fetch", pypi: ["mcp-server-fetch"] },
  {
    name: "sqlite",
    // it does not work with the second version of its SDK
    pypi: ["mcp-server-sqlite", "mcp==1.30.0"],
    args: ["--db-path", "@/t.db"],
    // its README says so
    licence: "MIT",
  },
  { name: "excel-python", pypi: ["excel-mcp-server"], args: ["stdio"] },
  { name: "word", pypi: ["office-word-mcp-server"], bin: "word_mcp_server" },
  { name: "arxiv", pypi: ["arxiv-mcp-server"] },
  {
    name: "alpaca",
    pypi: ["alpaca-mcp-server"],
    env: { ALPACA_API_KEY: NOBODY, ALPACA_SECRET_KEY: NOBODY },
  },
  { name: "redis-official", pypi: ["redis-mcp-server"] },
  {
    name: "atlassian",
    pypi: ["mcp-atlassian"],
    env: {
      JIRA_URL: NOWHERE,
      JIRA_PERSONAL_TOKEN: NOBODY,
      CONFLUENCE_URL: NOWHERE,
      CONFLUENCE_PERSONAL_TOKEN: NOBODY,
    },
  },
  { name: "aws-iam", pypi: ["awslabs-iam-mcp-server"], env: { AWS_REGION: "us-east-1" } },
  {
    name: "aws-cloudwatch",
    pypi: ["awslabs-cloudwatch-mcp-server"],
    env: { AWS_REGION: "us-east-1" },
  },
];
