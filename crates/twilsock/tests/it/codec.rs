//! Decoding is total; what is encoded comes back.

use bytes::Bytes;
use proptest::{collection::vec, prelude::*};
use twilio_wire::twilsock::{Header, HttpRequest, Method, Pairs, Secret, Status};
use twilsock::{Frame, FrameError, notification};

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::Init),
        Just(Method::Reply),
        Just(Method::Message),
        Just(Method::Close),
        "[a-z_.ü]{0,12}".prop_map(|word| Method::from(word.as_str())),
    ]
}

/// Pairs without repeated names, which an object would regroup.
fn pairs() -> impl Strategy<Value = Pairs> {
    proptest::collection::btree_map("\\PC{0,8}", "\\PC{0,8}", 0..4)
        .prop_map(|map| Pairs(map.into_iter().collect()))
}

prop_compose! {
    fn frame()(
        method in method(),
        id in "\\PC{0,20}",
        token in proptest::option::of("\\PC{0,40}"),
        status in proptest::option::of((any::<u16>(), "\\PC{0,10}", proptest::option::of("\\PC{0,10}"))),
        host in "\\PC{0,10}",
        (params, headers) in (pairs(), pairs()),
        payload in vec(any::<u8>(), 0..200),
    ) -> Frame {
        let status = status.map(|(code, word, description)| Status {
            description,
            ..Status::new(code, word)
        });
        let http_request =
            HttpRequest { host, path: "/ä".to_owned(), method: "GET".to_owned(), params, headers };
        let header = Header {
            token: token.map(Secret::from),
            status,
            http_request: Some(http_request),
            payload_size: payload.len(),
            ..Header::new(method, id)
        };
        Frame { header, payload: payload.into() }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Frame::decode(&Bytes::from(bytes));
    }

    #[test]
    fn arbitrary_bytes_behind_a_preamble_never_panic(
        length in any::<u64>(), small in 0_usize..100, bytes in vec(any::<u8>(), 0..100),
    ) {
        for length in [length, small as u64] {
            let mut message = format!("TWILSOCK V3.0 {length}\r\n").into_bytes();
            message.extend_from_slice(&bytes);
            let _ = Frame::decode(&message.into());
        }
    }

    #[test]
    fn mutated_frames_never_panic(frame in frame(), edits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let mut message = frame.encode().to_vec();
        for (at, byte) in edits {
            let at = at.index(message.len());
            message[at] = byte;
        }
        let _ = Frame::decode(&message.clone().into());
        message.truncate(cut.index(message.len()));
        prop_assert!(Frame::decode(&message.into()).is_err());
    }

    #[test]
    fn frames_come_back(frame in frame()) {
        let decoded = Frame::decode(&frame.encode());
        prop_assert_eq!(decoded, Ok(frame));
    }

    #[test]
    fn a_line_end_behind_the_frame_is_accepted(frame in frame()) {
        let mut message = frame.encode().to_vec();
        message.extend_from_slice(b"\r\n");
        prop_assert_eq!(Frame::decode(&message.into()), Ok(frame));
    }

    #[test]
    fn a_wrong_payload_size_is_put_right(mut frame in frame(), size in any::<u32>()) {
        let encoded = frame.encode();
        frame.header.payload_size = size as usize;
        prop_assert_eq!(frame.encode(), encoded);
    }
}

#[test]
fn lengths_are_bytes_and_the_payload_is_not_copied() {
    let payload = "{\"body\":\"grüße 👋\"}";
    let message = notification("TMé", "twilio.sync.event", payload.as_bytes());
    let text = std::str::from_utf8(&message).unwrap();
    let header = text.lines().nth(1).unwrap();
    assert!(text.starts_with(&format!("TWILSOCK V3.0 {}\r\n", header.len())), "{text}");
    let frame = Frame::decode(&message).unwrap();
    assert_eq!(frame.payload, payload);
    assert!(message.as_ptr_range().contains(&frame.payload.as_ptr()));
}

#[test]
fn each_fault_has_its_error() {
    let decode = |text: &str| Frame::decode(&Bytes::copy_from_slice(text.as_bytes())).unwrap_err();
    assert_eq!(decode(""), FrameError::Preamble);
    assert_eq!(decode("TWILSOCK V3.1 2\r\n{}\r\n"), FrameError::Preamble);
    assert_eq!(decode("TWILSOCK V3.0 \r\n{}\r\n"), FrameError::Preamble);
    assert_eq!(decode("TWILSOCK V3.0 -2\r\n{}\r\n"), FrameError::Preamble);
    assert_eq!(decode("TWILSOCK V3.0 99999999999999999999999\r\n"), FrameError::HeaderTooLong);
    assert_eq!(decode("TWILSOCK V3.0 65537\r\n"), FrameError::HeaderTooLong);
    assert_eq!(decode("TWILSOCK V3.0 9\r\n{}"), FrameError::Truncated);
    assert_eq!(decode("TWILSOCK V3.0 2\r\n{}\r\n"), FrameError::Header { at: 2 });
    let ping = r#"{"method":"ping","payload_size":3}"#;
    let head = format!("TWILSOCK V3.0 {}\r\n{ping}", ping.len());
    assert_eq!(decode(&head), FrameError::Trailing);
    assert_eq!(decode(&format!("{head}\r\nab")), FrameError::Truncated);
    assert_eq!(decode(&format!("{head}\r\nabcd")), FrameError::Trailing);
}

#[test]
fn unknown_fields_and_methods_are_tolerated() {
    let json = r#"{"method":"sing","id":"x","song":{"key":1},"token":null,"status":null}"#;
    let message = format!("TWILSOCK V3.0 {}\r\n{json}\r\n", json.len());
    let frame = Frame::decode(&message.into()).unwrap();
    assert_eq!(frame.header, Header::new(Method::Other("sing".to_owned()), "x"));
}

#[test]
fn tokens_do_not_show() {
    let header = Header {
        token: Some("eyJhbGciOi".into()),
        continuation_token: Some("opaque-handle".into()),
        ..Header::new(Method::Init, "TM1")
    };
    let frame = Frame::new(header);
    let output: twilsock::server::Output = twilsock::Output::Send(frame.encode());
    let mistyped = frame.encode().to_vec();
    let mistyped =
        String::from_utf8(mistyped).unwrap().replace("\"payload_size\":0", "\"status\":\"eyJhbG\"");
    let error = Frame::decode(&mistyped.into()).unwrap_err();
    let shown = format!("{frame:?} {output:?} {error:?} {error}");
    assert!(!shown.contains("eyJ") && !shown.contains("opaque"), "{shown}");
}
