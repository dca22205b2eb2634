// The official SDK builds: classic scripts that set a global.

import { missingSdk } from "../lib/text.js";

/** A build was not loaded; the message is for people. */
export class MissingSdkError extends Error {
  name = "MissingSdkError";
}

/** The Video SDK, if it has been loaded. */
export function videoSdk() {
  return window.Twilio?.Video;
}

/** The Conversations SDK, if it has been loaded. */
export function chatSdk() {
  return window.Twilio?.Conversations;
}

/** The Video SDK, which must have been loaded. */
export function neededVideoSdk() {
  const sdk = videoSdk();
  if (!sdk) throw new MissingSdkError(missingSdk("the video SDK"));
  return sdk;
}
