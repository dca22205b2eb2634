import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { ApiError, fetchConfig, logIn } from "../../src/sdk/api.js";

afterEach(() => mock.restoreAll());

const answer = (status, body) =>
  mock.method(globalThis, "fetch", async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return { text: error.message, status: error.status, transient: error.transient };
  }
  return assert.fail("should have been refused");
}

test("a login posts the name as JSON and gives token and conversation", async () => {
  const fetch = answer(200, { token: "t", conversation_sid: "CH1" });
  assert.deepEqual(await logIn('a"b'), { token: "t", conversation_sid: "CH1" });
  const [path, init] = fetch.mock.calls[0].arguments;
  assert.equal(path, "/login");
  assert.equal(init.method, "POST");
  assert.deepEqual(JSON.parse(String(init.body)), { username: 'a"b' });
});

test("the server's own words reach the person", async () => {
  answer(401, { error: "A name is needed." });
  assert.deepEqual(await refusal(logIn("")), { text: "A name is needed.", status: 401, transient: false });
});

test("an error without JSON still says something", async () => {
  answer(502, "<html>Bad Gateway</html>");
  assert.deepEqual(await refusal(logIn("a")), { text: "The server answered with status 502.", status: 502, transient: true });
});

test("an answer that makes no sense is an error, not a crash later", async () => {
  for (const body of [{}, { token: 1, conversation_sid: "CH1" }, "null", "not json"]) {
    answer(200, body);
    assert.equal((await refusal(logIn("a"))).status, 502);
    mock.restoreAll();
  }
});

test("no answer at all is transient", async () => {
  mock.method(globalThis, "fetch", async () => { throw new TypeError("fetch failed"); });
  const { text, status, transient } = await refusal(logIn("a"));
  assert.match(text, /cannot be reached/);
  assert.deepEqual({ status, transient }, { status: 0, transient: true });
});

test("a configuration without options is one with empty options", async () => {
  answer(200, { backend: "live" });
  assert.deepEqual(await fetchConfig(), { backend: "live", conversations: {}, video: {} });
});
