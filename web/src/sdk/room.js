/** @import { LocalTrack, RemoteParticipant, Room } from "twilio-video" */
/** @import { RoomEvents, RoomSetup, Standing } from "../types.js" */

import { callProblem } from "../lib/media-text.js";
import { missingSdk } from "../lib/text.js";

/** Name of a track that shows a screen; the tutorial's page leaves it to chance. */
export const SCREEN = "screen";

const CONNECT_WITHIN_MS = 20_000;

/**
 * One stay in the room: from connecting to leaving. Uses the SDK, not the DOM. After {@link
 * CallRoom.leave} or the room's end no handler is called any more.
 */
export class CallRoom {
  #setup;
  #over = false;
  /** @type {Room | undefined} */
  #room;
  /** @type {ReturnType<typeof import("twilio-video").connect> | undefined} */
  #attempt;
  /** @type {Set<LocalTrack>} */
  #published = new Set();
  /** @type {(() => void)[]} */
  #unlisten = [];

  /** @param {RoomSetup} setup */
  constructor(setup) {
    this.#setup = setup;
  }

  /** How many people are in the call, this one among them; 0 outside. */
  get count() {
    return this.#room && !this.#over ? this.#room.participants.size + 1 : 0;
  }

  /**
   * Connects, then reports who is here and what happens. The error's message is for people.
   * @param {LocalTrack[]} tracks what the others get from the start
   */
  async connect(tracks) {
    try {
      this.#room = await this.#connected(tracks);
    } catch (error) {
      this.#over = true;
      throw new Error(callProblem(error), { cause: error });
    }
    if (this.#over) {
      this.#room.disconnect();
      throw new Error("The call was left before it began.");
    }
    this.#listenTo(this.#room);
    for (const participant of this.#room.participants.values()) this.#greet(participant);
    this.#setup.handlers.count(this.count);
  }

  /**
   * Lets the others have a track; fails when they cannot get it.
   * @param {LocalTrack} track
   */
  async publish(track) {
    if (!this.#room || this.#over || this.#published.has(track)) return;
    this.#published.add(track);
    try {
      await this.#room.localParticipant.publishTrack(track);
    } catch (error) {
      this.#published.delete(track);
      throw new Error(callProblem(error), { cause: error });
    }
  }

  /**
   * Takes a track away from the others.
   * @param {LocalTrack} track
   */
  unpublish(track) {
    if (this.#published.delete(track) && !this.#over) this.#room?.localParticipant.unpublishTrack(track);
  }

  /** Leaves at once, also while still connecting. */
  leave() {
    this.#end();
    this.#attempt?.cancel();
    this.#room?.disconnect();
  }

  /** @param {LocalTrack[]} tracks */
  async #connected(tracks) {
    const { sdk, token, options } = this.#setup;
    if (!sdk) throw new Error(missingSdk("The video SDK"));
    if (!sdk.isSupported) throw new Error("This browser cannot make video calls.");
    const attempt = sdk.connect(token, { ...options, tracks });
    this.#published = new Set(tracks);
    this.#attempt = attempt;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      attempt.cancel();
    }, CONNECT_WITHIN_MS);
    try {
      return await attempt;
    } catch (error) {
      throw late ? new Error("The call server takes too long to answer.") : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Room} room */
  #listenTo(room) {
    const { handlers } = this.#setup;
    this.#listen(room, "participantConnected", (participant) => {
      this.#greet(participant);
      handlers.count(this.count);
    });
    this.#listen(room, "participantDisconnected", ({ sid }) => {
      handlers.left(sid);
      handlers.count(this.count);
    });
    this.#listen(room, "trackSubscribed", (track, publication, { sid }) => {
      if (track.kind !== "data") handlers.trackAdded(sid, track, isScreen(publication));
    });
    this.#listen(room, "trackUnsubscribed", (track, _publication, { sid }) => {
      if (track.kind !== "data") handlers.trackRemoved(sid, track);
    });
    for (const event of /** @type {const} */ (["trackPublished", "trackUnpublished", "trackEnabled", "trackDisabled"])) {
      this.#listen(room, event, (_publication, participant) => this.#report(participant));
    }
    for (const event of /** @type {const} */ (["participantReconnecting", "participantReconnected"])) {
      this.#listen(room, event, (participant) => this.#report(participant));
    }
    this.#listen(room, "reconnecting", () => handlers.state("reconnecting"));
    this.#listen(room, "reconnected", () => handlers.state("connected"));
    this.#listen(room, "disconnected", (_room, error) => {
      this.#end();
      handlers.ended(error ? callProblem(error) : "The call has ended.");
    });
  }

  /**
   * Introduces a participant with everything they have published so far.
   * @param {RemoteParticipant} participant
   */
  #greet(participant) {
    const { handlers } = this.#setup;
    const { sid, identity } = participant;
    handlers.joined({ sid, identity });
    for (const publication of participant.tracks.values()) {
      const { track } = publication;
      if (track && track.kind !== "data") handlers.trackAdded(sid, track, isScreen(publication));
    }
    this.#report(participant);
  }

  /** @param {RemoteParticipant} participant */
  #report(participant) {
    this.#setup.handlers.standing(participant.sid, standing(participant));
  }

  #end() {
    this.#over = true;
    for (const unlisten of this.#unlisten.splice(0)) unlisten();
  }

  /**
   * @template {keyof RoomEvents} Event
   * @param {Room} room
   * @param {Event} event
   * @param {(...args: RoomEvents[Event]) => void} listener
   */
  #listen(room, event, listener) {
    const target = /** @type {any} */ (room);
    target.on(event, listener);
    this.#unlisten.push(() => target.removeListener(event, listener));
  }
}

/**
 * What a participant lets the others have at the moment.
 * @param {RemoteParticipant} participant
 * @returns {Standing}
 */
function standing({ audioTracks, videoTracks, state }) {
  const videos = [...videoTracks.values()];
  return {
    muted: ![...audioTracks.values()].some((publication) => publication.isTrackEnabled),
    camera: videos.some((publication) => !isScreen(publication) && publication.isTrackEnabled),
    sharing: videos.some(isScreen),
    reconnecting: state === "reconnecting",
  };
}

/** @param {{ trackName: string }} publication */
function isScreen({ trackName }) {
  return trackName === SCREEN;
}
