import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { FakeTwilioContainer } from "./fake-twilio-container";

const IMAGE = /^FROM (\S+)$/m.exec(readFileSync(join(__dirname, "../Dockerfile"), "utf8"))?.[1] as string;

/** Why the container cannot run here, if so: nothing is pulled. */
function whyNot(): string | false {
  try {
    execFileSync("docker", ["image", "inspect", IMAGE], { stdio: "ignore" });
    return false;
  } catch {
    return `no container engine with the image ${IMAGE}`;
  }
}

/** Shows what a container is started with. */
class ShownContainer extends FakeTwilioContainer {
  shown() {
    return { environment: this.environment, contents: this.contentsToCopy, ports: this.exposedPorts };
  }
}

test("options become variables and files of the container", () => {
  const container = new ShownContainer(IMAGE).withSeed({ users: [] }).withIdSeed(7n).withControlToken("a token");
  assert.deepEqual(container.shown(), {
    environment: {
      FAKE_TWILIO_LISTEN: "0.0.0.0:4010",
      FAKE_TWILIO_SEED_FILE: "/seed.json",
      FAKE_TWILIO_SEED: "7",
      FAKE_TWILIO_CONTROL_TOKEN: "a token",
    },
    contents: [{ content: '{"users":[]}', target: "/seed.json" }],
    ports: [4010],
  });
});

test("a container with a seed answers the control API", { skip: whyNot() }, async (t) => {
  const seed = { users: [{ identity: "ada" }] };
  const container = await new FakeTwilioContainer(IMAGE).withSeed(seed).withIdSeed(7).start();
  t.after(() => container.stop());
  const health = await fetch(`${container.getConnectionUri()}/_emulator/v1/health`);
  assert.equal(((await health.json()) as { status: string }).status, "ok");
  const reset = await fetch(`${container.getConnectionUri()}/_emulator/v1/reset`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  assert.equal(reset.status, 200);
  assert.match(container.getTwilsockUrl(), /^ws:.*\/v3\/wsconnect$/);
});
