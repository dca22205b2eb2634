// Walks the plan with Twilio's library for Node; see plan.json, and walk.py for what is printed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const twilio = require("twilio");

const url = process.env.EMULATOR_URL;
const plan = JSON.parse(readFileSync(new URL("plan.json", import.meta.url), "utf8"));

const say = (what) => console.log(JSON.stringify(what));

/** The library's own client, with an ear on what it says. */
class Recorder extends twilio.RequestClient {
  async request(options) {
    const response = await super.request(options);
    const body = typeof response.body === "string" ? response.body : JSON.stringify(response.body ?? "");
    const path = options.uri.split("?")[0].replace(url, "");
    say({ method: options.method.toUpperCase(), path, status: response.statusCode, body });
    return response;
  }
}

const client = twilio(process.env.API_KEY_SID, process.env.API_KEY_SECRET, {
  accountSid: process.env.ACCOUNT_SID,
  httpClient: new Recorder(),
});
client.conversations.baseUrl = url;
client.video.baseUrl = url;

const kept = { recording: `RT${"0".repeat(32)}` };

/** A value of the plan with what was kept in place of its name. */
function value(given) {
  if (typeof given === "string" && given.startsWith("$")) return kept[given.slice(1)] ?? "unknown";
  if (given === null || typeof given !== "object" || Array.isArray(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, it]) => [name, value(it)]));
}

/** What the library spells with a dot in the form has one in its options, too. */
const dotted = (name) => name.replace(/^configuration(?=[A-Z])/, "configuration.").replace(/\.[A-Z]/, (it) => it.toLowerCase());

/** What an expression like `rooms($call)/recordings` stands for. */
function find(path) {
  let found = client;
  for (const part of path.split("/")) {
    const [, name, call, argument] = /^(\w+)(\(([^)]*)\))?$/.exec(part);
    const next = found[name];
    found = call ? (argument ? next(value(argument)) : next()) : next;
  }
  return found;
}

function expect(good, why) {
  if (!good) throw new Error(why);
}

async function take(prefix, step) {
  if (step.seed) return seed(step);
  const resource = find(prefix + step.on);
  const options = value(step.with ?? {});
  const given = Object.fromEntries(Object.entries(options).map(([name, it]) => [dotted(name), it]));
  let answer;
  try {
    answer = await (step.do === "delete" ? resource.remove() : resource[step.do](given));
  } catch (error) {
    const got = JSON.stringify([error.status, error.code]);
    expect(got === JSON.stringify(step.fails), `failed with ${got}: ${error.message}`);
    return;
  }
  expect(!step.fails, "should have failed");
  if (step.do === "delete") {
    expect(answer === true, `gave ${answer}`);
  } else if (step.least !== undefined) {
    const count = (answer.instances ?? answer).length;
    expect(count >= step.least, `${count} things`);
  } else {
    compare(answer, step);
  }
}

function compare(answer, step) {
  for (const [name, wanted] of Object.entries(step.gives ?? {})) {
    expect(answer[name] === value(wanted), `${name} is ${JSON.stringify(answer[name])}`);
  }
  for (const name of ["dateCreated", "dateUpdated"]) {
    expect(!Number.isNaN(answer[name]?.valueOf()), `${name} cannot be read`);
  }
  if (step.keep) kept[step.keep] = answer.sid ?? answer.ttid;
}

async function seed(step) {
  const body = JSON.stringify(value(step.with));
  const response = await fetch(`${url}/_emulator/v1/seed/${step.seed}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const made = await response.json();
  kept[step.keep] = made.participant_sid ?? made.sid ?? "unknown";
  if (step.keepTrack) kept[step.keepTrack] = made.tracks[0].sid;
}

const scoped = ["conversations/v1/", "conversations/v1/services($service)/"];
const parts = [["", "service"], ...scoped.map((prefix) => [prefix, "scoped"]), ["", "rest"]];
for (const [prefix, part] of parts) {
  for (const step of plan[part]) {
    try {
      await take(prefix, step);
    } catch (error) {
      say({ wrong: `${prefix}${JSON.stringify(step)}: ${error.message}` });
    }
  }
}
