// The page of a video chat as it would be written for Twilio: no option of an SDK leads it elsewhere.

const { Conversations, Video } = window.Twilio;
const element = (id) => document.getElementById(id);

let room;
let chat;
let conversation;
let screen;

function attach(participant, track) {
  const media = track.attach();
  media.dataset.track = track.name;
  media.dataset.of = participant.identity;
  element("tiles").append(media);
}

function show(participant) {
  for (const { isSubscribed, track } of participant.tracks.values()) if (isSubscribed) attach(participant, track);
  participant.on("trackSubscribed", (track) => attach(participant, track));
  participant.on("trackUnsubscribed", (track) => {
    for (const media of track.detach()) media.remove();
  });
}

function hide(participant) {
  for (const media of document.querySelectorAll("#tiles > *")) if (media.dataset.of === participant.identity) media.remove();
}

function say({ author, body }) {
  const line = document.createElement("li");
  line.textContent = `${author}: ${body}`;
  element("messages").append(line);
}

async function join(name) {
  const answer = await fetch("/login", { method: "POST", body: JSON.stringify({ name }) });
  const login = await answer.json();
  room = await Video.connect(login.token);
  room.participants.forEach(show);
  room.on("participantConnected", show);
  room.on("participantDisconnected", hide);
  chat = await Conversations.Client.create(login.token);
  conversation = await chat.getConversationBySid(login.conversation);
  conversation.on("messageAdded", say);
  (await conversation.getMessages()).items.forEach(say);
}

async function leave() {
  for (const { track } of room.localParticipant.tracks.values()) track.stop();
  room.disconnect();
  await chat.shutdown();
  element("tiles").replaceChildren();
  element("messages").replaceChildren();
}

function become(state, label) {
  element("state").textContent = state;
  element("join").textContent = label;
  element("share").disabled = state !== "in";
}

element("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (element("state").textContent === "in") {
    await leave();
    become("out", "Join");
  } else {
    await join(element("name").value);
    become("in", "Leave");
  }
});

element("share").addEventListener("click", async () => {
  if (screen) {
    room.localParticipant.unpublishTrack(screen);
    screen.stop();
    screen = undefined;
    return;
  }
  const stream = await navigator.mediaDevices.getDisplayMedia();
  screen = new Video.LocalVideoTrack(stream.getTracks()[0], { name: "screen" });
  await room.localParticipant.publishTrack(screen);
});

element("write").addEventListener("submit", (event) => {
  event.preventDefault();
  conversation.sendMessage(element("text").value);
  element("text").value = "";
});
