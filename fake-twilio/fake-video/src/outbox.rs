use twilio_wire::signaling::ServerMessage;

/// Messages on their way to one socket, bounded in number and bytes.
///
/// They are queued unserialized, so that only their reader's task serializes them. A slow reader is
/// disconnected; the SDK then reconnects and gets the whole state.
pub type Outbox = fake_store::Outbox<ServerMessage, End>;

/// What a reader of an [`Outbox`] gets.
pub type Drained = fake_store::Drained<End>;

/// Why nothing more will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The reader was too slow, and messages were dropped.
    Overflow,
    /// The participant is no longer in the room, and got its final message.
    Over,
    /// The participant goes on with another socket.
    Superseded,
}

impl fake_store::End<ServerMessage> for End {
    const OVERFLOW: Self = Self::Overflow;
    const MESSAGES: usize = 8 * 1024;
    const BYTES: usize = 16 * 1024 * 1024;

    fn weight(message: &ServerMessage) -> usize {
        weight(message)
    }
}

/// About the bytes of whatever has a few members, such as a track or a candidate's surroundings.
const SMALL: usize = 160;

/// About how many bytes a message is; what clients can make long counts in full.
fn weight(message: &ServerMessage) -> usize {
    let state = match message {
        ServerMessage::Connected(state)
        | ServerMessage::Synced(state)
        | ServerMessage::Update(state) => state,
        ServerMessage::Iced(_) | ServerMessage::Disconnected(_) | ServerMessage::Error(_) => {
            return SMALL;
        }
    };
    let people = state.participants.iter().flatten();
    let people = people.map(|it| {
        let names: usize = it.tracks.iter().map(|track| SMALL + track.name.len()).sum();
        SMALL + it.identity.len() + names
    });
    let peers = state.peer_connections.iter().flatten();
    let peers = peers.map(|it| {
        let sdp = it.description.as_ref().and_then(|it| it.sdp.as_ref());
        let candidates = it.ice.iter().flat_map(|ice| &ice.candidates);
        let verbatim = sdp.into_iter().chain(candidates).map(|it| it.json().len());
        SMALL + verbatim.sum::<usize>()
    });
    let subscribed = state.subscribed.as_ref().map_or(0, |it| it.tracks.len());
    let published = state.published.as_ref().map_or(0, |it| it.tracks.len());
    SMALL * (1 + subscribed + published) + people.sum::<usize>() + peers.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use twilio_wire::{
        signaling::{Description, DescriptionType, PeerConnection, RoomState, Verbatim},
        twilsock::Secret,
    };

    use super::*;

    /// A message with SDP of so many bytes.
    fn message(bytes: usize) -> ServerMessage {
        let sdp = Verbatim::of(&"x".repeat(bytes)).ok();
        let description = Some(Description { kind: DescriptionType::Offer, revision: 1, sdp });
        let mut state = RoomState::of(Secret::from("session"));
        let peer = PeerConnection { id: "link".to_owned(), description, ice: None };
        state.peer_connections = Some(vec![peer]);
        ServerMessage::Update(Box::new(state))
    }

    fn drain(outbox: &Outbox) -> (Poll<Drained>, usize) {
        let mut messages = Vec::new();
        let polled = outbox.poll_drain(&mut Context::from_waker(Waker::noop()), &mut messages);
        (polled, messages.len())
    }

    #[test]
    fn what_waits_is_delivered_before_the_end() {
        let outbox = Outbox::default();
        assert_eq!(drain(&outbox).0, Poll::Pending);
        outbox.push(message(1));
        outbox.push(message(2));
        outbox.close(End::Over);
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::Messages), 2));
        assert_eq!(drain(&outbox).0, Poll::Ready(Drained::End(End::Over)));
    }

    #[test]
    fn a_reader_that_is_too_slow_is_given_up() {
        let outbox = Outbox::default();
        for _ in 0..17 {
            outbox.push(message(1024 * 1024));
        }
        assert_eq!(drain(&outbox), (Poll::Ready(Drained::End(End::Overflow)), 0));
    }

    #[test]
    fn a_reader_that_reads_is_never_given_up() {
        let outbox = Outbox::default();
        for _ in 0..40 {
            outbox.push(message(1024 * 1024));
            assert_eq!(drain(&outbox), (Poll::Ready(Drained::Messages), 1));
        }
    }
}
