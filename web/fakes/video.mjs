// A small double of the video SDK's surface for unit tests; the real build is driven end to end.
import { EventEmitter } from "node:events";

export function fakePublication(kind, trackName, { track = null, isTrackEnabled = true } = {}) {
  return { kind, trackName, track, isTrackEnabled };
}

/** @param {ReturnType<typeof fakePublication>[]} publications what they have published */
export function fakeParticipant(sid, identity, publications = []) {
  const of = (kind) => new Map(publications.filter((one) => one.kind === kind).map((one) => [one.trackName, one]));
  const tracks = new Map(publications.map((one) => [one.trackName, one]));
  return { sid, identity, state: "connected", tracks, audioTracks: of("audio"), videoTracks: of("video") };
}

export class FakeRoom extends EventEmitter {
  disconnects = 0;
  published = [];
  refusals = [];

  constructor(participants = []) {
    super();
    this.participants = new Map(participants.map((participant) => [participant.sid, participant]));
    this.localParticipant = {
      publishTrack: async (track) => {
        const refusal = this.refusals.shift();
        if (refusal) throw refusal;
        this.published.push(track);
      },
      unpublishTrack: (track) => this.published.splice(this.published.indexOf(track), 1),
    };
  }

  enter(participant) {
    this.participants.set(participant.sid, participant);
    this.emit("participantConnected", participant);
  }

  exit(participant) {
    this.participants.delete(participant.sid);
    this.emit("participantDisconnected", participant);
  }

  disconnect() {
    this.disconnects += 1;
    this.emit("disconnected", this);
  }
}

/** @returns {{ sdk: any, attempts: any[] }} an object to pass as `sdk`, and the attempts to connect that a test settles */
export function fakeVideoSdk() {
  const attempts = [];
  const connect = (token, options) => {
    const { promise, resolve, reject } = withResolvers();
    const attempt = { token, options, resolve, reject, cancels: 0 };
    attempts.push(attempt);
    return Object.assign(promise, {
      cancel: () => {
        attempt.cancels += 1;
        reject(new Error("Canceled"));
      },
    });
  };
  return { sdk: { isSupported: true, connect }, attempts };
}

/**
 * A local track and the device behind it; the code under test takes it for a track of the SDK.
 * @returns {any}
 */
export function fakeTrack(kind = "video") {
  return new FakeTrack(kind);
}

class FakeTrack {
  isStopped = false;
  isEnabled = true;
  restarts = 0;
  failures = [];
  mediaStreamTrack = new EventTarget();

  constructor(kind) {
    this.kind = kind;
  }

  enable() {
    this.isEnabled = true;
  }

  disable() {
    this.isEnabled = false;
  }

  stop() {
    this.isStopped = true;
  }

  async restart() {
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.restarts += 1;
    this.isStopped = false;
    this.mediaStreamTrack = new EventTarget();
  }

  /** The device goes away. */
  unplug() {
    this.isStopped = true;
    this.mediaStreamTrack.dispatchEvent(new Event("ended"));
  }
}

export function withResolvers() {
  let settle = /** @type {{ resolve: (value?: any) => void, reject: (reason: unknown) => void }} */ (undefined);
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}
