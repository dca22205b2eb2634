use e2e::Stack;
use http::Method;

use super::conversation;

/// Forms that no official library would send.
const BODIES: [&[u8]; 10] = [
    b"",
    b"&&&&====&=",
    b"Body",
    b"Body=%ff%fe%zz%",
    b"\xff\xfe\x00\x01",
    b"{\"Body\":\"json\"}",
    b"Body=a&Body=b&Identity=x&Identity=y&UniqueName=&UniqueName=z",
    b"Attributes=%7B%22a%22%3A",
    b"DateCreated=9999999-99-99T99%3A99%3A99Z&LastReadMessageIndex=-9223372036854775809",
    b"Identity=%00&FriendlyName=%00&Author=%E2%80%AE&State=%00&RoleSid=RL",
];

/// Path segments that stand for nothing.
const KEYS: [&str; 8] = ["%00", "%ff", "..", "%2F%2F", "CH", "0", "%F0%9F%91%BB", "a%20b"];

/// Queries that make no sense.
const QUERIES: [&str; 6] = [
    "PageSize=-1&Page=-1",
    "PageToken=PA",
    "PageToken=%ff%00",
    "Order=sideways&Order=asc",
    "%",
    "PageSize=1&PageSize=2&&&=",
];

#[tokio::test]
async fn bad_input_of_every_kind_is_the_callers_fault() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let mut paths: Vec<String> =
        ["/v1/Conversations", "/v1/Users", "/v1/Services", "/v1/Configuration", "//", "/v1//"]
            .map(str::to_owned)
            .to_vec();
    paths.extend([room.clone(), format!("{room}/Messages"), format!("{room}/Participants")]);
    for key in KEYS {
        paths.push(format!("/v1/Conversations/{key}"));
        paths.push(format!("{room}/Messages/{key}"));
        paths.push(format!("{room}/Participants/{key}"));
        paths.push(format!("/v1/Users/{key}"));
        paths.push(format!("/v1/Services/{key}/Conversations"));
    }
    for path in &paths {
        for body in BODIES {
            assert_not_ours(&rest, Method::POST, path, body).await;
        }
        for query in QUERIES {
            assert_not_ours(&rest, Method::GET, &format!("{path}?{query}"), b"").await;
        }
    }
    for body in BODIES {
        for path in ["/_emulator/v1/clock", "/_emulator/v1/accounts", "/_emulator/v1/health"] {
            assert_not_ours(&rest, Method::POST, path, body).await;
        }
    }
    // It still answers.
    assert_eq!(rest.get(&room).await.status, http::StatusCode::OK);
}

async fn assert_not_ours(rest: &e2e::Rest, method: Method, path: &str, body: &'static [u8]) {
    let answer = rest.send(method.clone(), path, body).await;
    let story = || format!("{method} {path} {}\n{answer}", String::from_utf8_lossy(body));
    assert!(!answer.status.is_server_error(), "{}", story());
    if answer.status.is_client_error() {
        let error = answer.json();
        assert_eq!(error["status"], answer.status.as_u16(), "{}", story());
        assert!(error["code"].is_u64() && error["message"].is_string(), "{}", story());
    }
}
