// Why a camera, a microphone, a screen or a call does not work, in words for people.

import { errorText } from "./text.js";

/** @type {Record<number, string>} */
const CALL_PROBLEMS = {
  20103: "The access token is not valid here.",
  20104: "The access token has expired. Please join again.",
  53000: "The call server cannot be reached. Please check your connection and try again.",
  53001: "The connection to the call was lost.",
  53006: "The call server is busy. Please try again later.",
  53105: "The call is full.",
  53118: "The call was ended for everybody.",
  53204: "You were removed from the call.",
  53205: "You have joined the call from another window or device, so this one has left.",
  53405: "No media can get through. Perhaps a firewall is in the way.",
};

/**
 * Why there is no call, from an error of the SDK (its `code` is Twilio's).
 * @param {unknown} error
 */
export function callProblem(error) {
  const { code } = /** @type {{ code?: unknown }} */ (error ?? {});
  const known = typeof code === "number" ? CALL_PROBLEMS[code] : undefined;
  return known ?? `${errorText(error).replace(/\.$/u, "")}.`;
}

/** @param {unknown} error */
export function cameraProblem(error) {
  switch (errorName(error)) {
    case "NotAllowedError":
      return "Your camera is off. That’s fine: you can join and chat without it.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No camera found. You can join and chat without one.";
    case "NotReadableError":
      return "Another program is using the camera. You can join and chat without it.";
    case "SecurityError":
      return "The browser offers the camera on secure pages only. You can join and chat without it.";
    case "MissingSdkError":
      return "The camera needs the video SDK.";
    default:
      return "The camera could not be started. You can join and chat without it.";
  }
}

/** @param {unknown} error */
export function microphoneProblem(error) {
  switch (errorName(error)) {
    case "NotAllowedError":
      return "The microphone is not allowed, so the others cannot hear you.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No microphone found, so the others cannot hear you.";
    case "NotReadableError":
      return "Another program is using the microphone, so the others cannot hear you.";
    default:
      return "The microphone could not be started, so the others cannot hear you.";
  }
}

/**
 * Why the screen is not shared; an empty string when the person has just thought better of it.
 * @param {unknown} error
 */
export function screenProblem(error) {
  const { message } = /** @type {{ message?: unknown }} */ (error ?? {});
  const bySystem = typeof message === "string" && message.includes("system");
  if (errorName(error) === "NotAllowedError" && !bySystem) return "";
  return bySystem ? "The system does not allow to share the screen." : "The screen could not be shared.";
}

/**
 * Name of a tile for screen readers.
 * @param {string} name
 * @param {import("../types.js").Standing} standing
 */
export function tileLabel(name, { muted, camera, sharing, reconnecting }) {
  const facts = [
    muted && "muted", !camera && "camera off", sharing && "shares the screen", reconnecting && "connection lost",
  ];
  return [name, ...facts.filter(Boolean)].join(", ");
}

/**
 * Name of the button that enlarges a video.
 * @param {string} name whose it is
 * @param {string} [role] "camera" or "screen"
 */
export function enlargeLabel(name, role) {
  return `Enlarge ${role === "screen" ? "the screen" : "the picture"} of ${name}`;
}

/** @param {unknown} error */
function errorName(error) {
  const { name } = /** @type {{ name?: unknown }} */ (error ?? {});
  return typeof name === "string" ? name : "";
}
