/** @import { Config, Login, Phase } from "./types.js" */

import { missingSdk } from "./lib/text.js";
import { fetchConfig, logIn } from "./sdk/api.js";
import { chatSdk, videoSdk } from "./sdk/builds.js";
import { Chat } from "./sdk/chat.js";
import { Call } from "./ui/call.js";
import { Panel } from "./ui/panel.js";
import { View } from "./ui/view.js";

/** @type {Phase} */
let phase = "out";
/** @type {Chat | undefined} */
let chat;

const view = new View({
  join: () => void join(),
  leave: () => void leave(),
  rename: (name) => call.showName(name),
});
const call = new Call({
  count: (count) => view.showCount(count),
  state: (state) => view.showCall(state),
  problem: (text, action) => view.showProblem(text, action),
  ended: (reason) => void ended(reason),
});
const panel = new Panel((text) => view.announce(text));

async function join() {
  if (phase !== "out") return;
  const { name } = view;
  if (name === "") {
    view.showProblem("Please enter your name to join.");
    view.focusName();
    return;
  }
  enter("joining");
  view.clearProblem();
  call.prepare();
  try {
    const [config, login] = await Promise.all([fetchConfig(), logIn(name)]);
    await call.connect({ name, token: login.token, options: config.video });
    enter("in");
    startChat(name, config, login);
  } catch (error) {
    call.abandon();
    enter("out");
    view.showProblem(error instanceof Error ? error.message : "Joining did not work. Please try again.");
  }
}

async function leave() {
  if (phase !== "in") return;
  enter("leaving");
  const left = chat;
  chat = undefined;
  view.showChat("off");
  view.clearProblem();
  panel.enable(false);
  panel.clear();
  call.disconnect();
  await left?.stop();
  enter("out");
}

/**
 * The call is over without the person having left it, so the chat is over as well.
 * @param {string} reason
 */
async function ended(reason) {
  await leave();
  view.showProblem(reason, { label: "Join again", run: () => void join() });
}

/**
 * Connects the chat in the background; joining does not wait for it.
 * @param {string} name
 * @param {Config} config
 * @param {Login} login
 */
function startChat(name, config, login) {
  const session = new Chat({
    sdk: chatSdk(),
    options: config.conversations,
    login,
    renew: () => logIn(name),
    handlers: {
      state: (state) => {
        view.showChat(state);
        if (state === "connected") panel.enable(true);
      },
      messages: (messages, origin) => panel.add(messages, origin),
      updated: (message) => panel.update(message),
      removed: (sid) => panel.remove(sid),
      typing: (names) => panel.typing(names),
      problem: (text) => {
        const run = () => void restartChat(name);
        view.showProblem(`The chat is disconnected: ${text.replace(/\.$/u, "")}.`, { label: "Try again", run });
      },
    },
  });
  chat = session;
  panel.attach(session);
  void session.start();
}

/**
 * Logs in again and connects a new chat session; its history replaces what is on screen.
 * @param {string} name
 */
async function restartChat(name) {
  const ended = chat;
  view.clearProblem();
  view.showChat("connecting");
  try {
    const [config, login] = await Promise.all([fetchConfig(), logIn(name)]);
    if (chat === ended && phase === "in") startChat(name, config, login);
  } catch (error) {
    if (chat !== ended || phase !== "in") return;
    view.showChat("failed");
    const reason = error instanceof Error ? error.message : "Please try again.";
    view.showProblem(reason, { label: "Try again", run: () => void restartChat(name) });
  }
}

/** @param {Phase} next */
function enter(next) {
  phase = next;
  view.showPhase(next);
  if (next !== "joining") view.showCall(next === "in" ? "connected" : "off");
}

// Also when the page goes into the browser's cache: it must not come back half connected.
window.addEventListener("pagehide", () => {
  if (phase === "joining") call.disconnect();
  void leave();
});

enter("out");
view.showChat("off");
if (!chatSdk()) view.showProblem(`${missingSdk("The chat SDK")}.`);
if (!videoSdk()) view.showProblem(`${missingSdk("The video SDK")}.`);
void call.preview();
