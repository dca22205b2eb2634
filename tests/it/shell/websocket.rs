//! Frames on every socket, byte by byte.

use e2e::{Stack, soon};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{SOCKETS, frame, open};

/// Sends bytes and gives the code of the close frame that ends the connection.
async fn close_code(stack: &Stack, path: &str, bytes: &[u8]) -> Option<u16> {
    let mut stream = open(stack, path).await;
    stream.write_all(bytes).await.expect("room to write");
    let mut said = Vec::new();
    soon("the end", stream.read_to_end(&mut said)).await.expect("no reset");
    let at = said.windows(2).position(|two| two == [0x88, 0x02])?;
    Some(u16::from_be_bytes(said.get(at + 2..at + 4)?.try_into().ok()?))
}

#[tokio::test]
async fn every_socket_closes_with_the_code_of_the_error() {
    let stack = Stack::frozen().await;
    let long = frame(0x81, &vec![b'x'; 2 * 1024 * 1024 + 1]);
    let [_, _, rest @ ..] = &*frame(0x81, b"word") else { panic!("a short frame") };
    let unmasked = [&[0x81, 0x04], &rest[4..]].concat();
    for path in SOCKETS {
        for (name, bytes, code) in [
            ("a reserved bit", frame(0xc1, b"word"), 1002),
            ("a reserved opcode", frame(0x83, b"word"), 1002),
            ("no mask", unmasked.clone(), 1002),
            ("a continuation of nothing", frame(0x80, b"word"), 1002),
            ("a text within a text", [frame(0x01, b"one"), frame(0x81, b"two")].concat(), 1002),
            ("a ping in pieces", frame(0x09, b"word"), 1002),
            ("a long ping", frame(0x89, &[b'x'; 126]), 1002),
            ("a close of one byte", frame(0x88, b"x"), 1002),
            ("a text that is no UTF-8", frame(0x81, b"\xff\xfe"), 1007),
            ("a long message", long.clone(), 1009),
            ("a good-bye", frame(0x88, &1000_u16.to_be_bytes()), 1000),
        ] {
            assert_eq!(close_code(&stack, path, &bytes).await, Some(code), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn every_socket_answers_pings_between_the_pieces_of_a_message() {
    let stack = Stack::frozen().await;
    for path in SOCKETS {
        let mut stream = open(&stack, path).await;
        let pieces = [frame(0x02, b"one"), frame(0x89, b"here"), frame(0x89, b"again")].concat();
        stream.write_all(&pieces).await.expect("room to write");
        let mut said = [0; 13];
        soon("two pongs", stream.read_exact(&mut said)).await.expect("bytes");
        assert_eq!(&said, b"\x8a\x04here\x8a\x05again", "{path}");
    }
}
