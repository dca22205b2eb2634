// Mints the cases with Twilio's library for Node and prints what came out.
//
// Usage: node official.mjs [cases.json] [folder that has node_modules/twilio; default web/]
//
// Prints one JSON object: the name of each case with its header, claims and JWT, or with the text
// of the error, or with the reason why the library has no such feature.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
const cases = process.argv[2] ?? beside("cases.json");
const packages = process.argv[3] ?? beside("../../web");

const AccessToken = createRequire(join(packages, "package.json"))("twilio").jwt.AccessToken;

const GRANTS = {
  video: (given) => new AccessToken.VideoGrant(given),
  chat: (given) =>
    new AccessToken.ChatGrant({
      serviceSid: given.service_sid,
      endpointId: given.endpoint_id,
      deploymentRoleSid: given.deployment_role_sid,
      pushCredentialSid: given.push_credential_sid,
    }),
  voice: (given) =>
    new AccessToken.VoiceGrant({
      incomingAllow: given.incoming,
      outgoingApplicationSid: given.application_sid,
      outgoingApplicationParams: given.params,
      pushCredentialSid: given.push_credential_sid,
      endpointId: given.endpoint_id,
    }),
  sync: (given) =>
    new AccessToken.SyncGrant({ serviceSid: given.service_sid, endpointId: given.endpoint_id }),
  task_router: (given) =>
    new AccessToken.TaskRouterGrant({
      workspaceSid: given.workspace_sid,
      workerSid: given.worker_sid,
      role: given.role,
    }),
  playback: (given) => new AccessToken.PlaybackGrant({ grant: given }),
};

function mint(book, tokenCase) {
  const token = new AccessToken(book.account_sid, book.key_sid, book.secret, {
    identity: tokenCase.identity,
    ttl: tokenCase.ttl,
    nbf: tokenCase.not_before,
    region: tokenCase.region,
  });
  for (const grant of tokenCase.grants) {
    for (const [kind, given] of Object.entries(grant)) token.addGrant(GRANTS[kind](given));
  }
  return token.toJwt();
}

const segment = (text) => JSON.parse(Buffer.from(text, "base64url").toString("utf8"));

function outcome(book, tokenCase) {
  if ("valid_until" in tokenCase) return { unsupported: "there is no option for a time of expiry" };
  try {
    const jwt = mint(book, tokenCase);
    const [header, claims] = jwt.split(".");
    return { header: segment(header), claims: segment(claims), jwt };
  } catch (error) {
    return { refused: error.message };
  }
}

const book = JSON.parse(readFileSync(cases, "utf8"));
Date.now = () => book.at * 1000;
const outcomes = book.cases.map((tokenCase) => [tokenCase.name, outcome(book, tokenCase)]);
process.stdout.write(JSON.stringify(Object.fromEntries(outcomes)));
