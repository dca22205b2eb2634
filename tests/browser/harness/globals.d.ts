/** What the tests leave in the pages that they watch. */
interface Window {
  /** Every peer connection since the page was loaded. */
  connections: Set<RTCPeerConnection>;
  /** Every track of a device since the page was loaded, by how it was asked for. */
  captured: { name: string; track: MediaStreamTrack }[];
  /** Every state of the chat since a test began to watch. */
  states: string[];
  /** Judges the page, once its source has been evaluated there. */
  axe: typeof import("axe-core");
}
