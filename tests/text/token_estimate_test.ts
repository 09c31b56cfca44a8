import assert from "node:assert/strict";
import { countTokens } from "../../scripts/demo/count_tokens.ts";
import {
  RUN_PYTHON,
  RUN_PYTHON_DESCRIPTION,
  runPythonInput,
} from "../../src/server/run_python_tool.ts";
import { estimateTokens } from "../../src/text/token_estimate.ts";

Deno.test("estimateTokens() is near what o200k_base has, for a list of tools and for prose", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const schema = runPythonInput({ timeoutMs: 30_000, maxTimeoutMs: 120_000 });
  const own = { name: RUN_PYTHON, description: RUN_PYTHON_DESCRIPTION, schema };
  for (const text of [JSON.stringify([own]), readme]) {
    const error = estimateTokens(text) / countTokens(text) - 1;
    assert.ok(Math.abs(error) < 0.07, `${(100 * error).toFixed(1)} %`);
  }
});

Deno.test("estimateTokens() is of the right size for other languages, and 0 for nothing", () => {
  for (
    const text of [
      "这是一个用于搜索文件的工具。它返回所有匹配的文件列表,并允许您指定最大结果数量。",
      "このツールはファイルを検索します。結果の最大数を指定できます。",
      "Этот инструмент ищет файлы в указанной папке и возвращает список совпадений.",
      "Dieses Werkzeug durchsucht die angegebenen Verzeichnisse nach Dateien.",
    ]
  ) {
    const ratio = estimateTokens(text) / countTokens(text);
    assert.ok(ratio > 0.5 && ratio < 1.5, `${text}: ${ratio}`);
  }
  assert.equal(estimateTokens(""), 0);
});
