import assert from "node:assert/strict";
import { resemblance } from "../../src/calls/resembling.ts";

Deno.test("resemblance() knows slips: spelling, typing, plural, order of words", () => {
  const slips: [string, string][] = [
    ["ResourceType", "resource_type"],
    ["titel", "title"],
    ["max_record", "maxRecords"],
    ["recieverAddress", "receiver_address"],
    ["id", "ids"],
    ["categories", "category"],
    ["date_start", "startDate"],
  ];
  for (const [asked, known] of slips) assert.equal(resemblance(asked, known), "slip", asked);
});

Deno.test("resemblance() knows other words for one thing", () => {
  const others: [string, string][] = [
    ["channel", "channel_id"],
    ["projectId", "project"],
    ["id", "issue_id"],
    ["include_archived", "archived"],
    ["limit", "maxRecords"],
    ["q", "query"],
    ["repo", "repository"],
    ["start", "start_date"],
  ];
  for (const [asked, known] of others) assert.equal(resemblance(asked, known), "other", asked);
});

Deno.test("resemblance() takes nothing for another thing", () => {
  const different: [string, string][] = [
    ["page", "page_size"],
    ["page", "pageToken"],
    ["timeout", "time"],
    ["name", "namespace"],
    ["name", "profile_name"],
    ["sort_order", "sort"],
    ["sort", "port"],
    ["min_price", "maxPrice"],
    ["start_date", "end_date"],
    ["address1", "address2"],
    ["a", "b"],
    ["verbose", "version"],
    ["__", "--"],
    ["", "id"],
  ];
  for (const [asked, known] of different) assert.equal(resemblance(asked, known), null, asked);
});

Deno.test("resemblance() reads a bounded part of a name", () => {
  const long = "a".repeat(10_000_000);
  assert.equal(resemblance(long, `${long}b`), "slip");
});
