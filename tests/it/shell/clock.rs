//! `/_emulator/v1/clock`: a clock that stands, jumps and runs faster.

use e2e::{Answer, Stack};
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

async fn steer(stack: &Stack, verb: &str, body: &Value) -> Answer {
    let path = format!("/_emulator/v1/clock{verb}");
    stack.rest().send(Method::POST, &path, body.to_string()).await
}

async fn read(stack: &Stack) -> Value {
    stack.rest().get("/_emulator/v1/clock").await.json()
}

fn moment(clock: &Value) -> Timestamp {
    clock["now"].as_str().expect("a text").parse().expect("a moment")
}

#[tokio::test]
async fn a_frozen_clock_is_set_and_moved_on() {
    let stack = Stack::frozen().await;
    let start = json!({ "now": "2024-06-01T12:00:00.000Z", "frozen": true, "speed": 0 });
    assert_eq!(read(&stack).await, start);
    let moved = steer(&stack, "/advance", &json!({ "millis": 1500 })).await.json();
    assert_eq!(moved["now"], "2024-06-01T12:00:01.500Z");
    let set = steer(&stack, "/set", &json!({ "now": "2024-07-01T00:00:00Z" })).await.json();
    assert_eq!((&set["now"], &set["frozen"]), (&json!("2024-07-01T00:00:00.000Z"), &json!(true)));
    stack.rest().send(Method::POST, "/_emulator/v1/reset", "{}").await;
    assert_eq!(read(&stack).await, set, "a reset leaves the clock");
    stack.rest().send(Method::POST, "/_emulator/v1/reset", r#"{"clock":true}"#).await;
    assert_eq!(read(&stack).await, start);
}

#[tokio::test]
async fn a_running_clock_is_frozen_and_runs_faster() {
    let stack = Stack::live().await;
    assert_eq!(read(&stack).await["speed"], 1);
    let ahead = steer(&stack, "", &json!({ "millis": 3_600_000 })).await.json();
    assert_eq!(ahead["speed"], 1);
    let frozen = steer(&stack, "/freeze", &json!({})).await.json();
    assert!(moment(&frozen) >= moment(&ahead), "{frozen}");
    assert_eq!(read(&stack).await["now"], frozen["now"]);
    let fast = steer(&stack, "/run", &json!({ "speed": 1_000_000 })).await.json();
    assert_eq!((&fast["speed"], &fast["frozen"]), (&json!(1_000_000), &json!(false)));
    assert!(moment(&read(&stack).await) > moment(&frozen));
}

#[tokio::test]
async fn timers_follow_a_clock_that_runs_faster() {
    let stack = Stack::frozen().await;
    let form = [("UniqueName", "lobby"), ("Timers.Closed", "P1D"), ("State", "active")];
    let made = stack.rest().post("/v1/Conversations", &form).await;
    assert_eq!(made.status, 201, "{made}");
    // A day passes in less than a second; what is waited for here is the state, not the time.
    steer(&stack, "/run", &json!({ "speed": 1_000_000 })).await;
    let closed = async {
        while stack.rest().get("/v1/Conversations/lobby").await.text("state") != "closed" {}
    };
    e2e::soon("a closed conversation", closed).await;
}

#[tokio::test]
async fn nonsense_is_refused() {
    let stack = Stack::frozen().await;
    let start = read(&stack).await;
    for (verb, body) in [
        ("/set", json!({ "now": "2024-06-01T11:59:59Z" })),
        ("/set", json!({ "now": "yesterday" })),
        ("/set", json!({ "now": 5 })),
        ("/advance", json!({ "millis": -1 })),
        ("/run", json!({ "speed": 0 })),
        ("/run", json!({ "speed": -1 })),
        ("/run", json!({ "speed": 1_000_001 })),
        ("/freeze", json!({ "until": "later" })),
    ] {
        let answer = steer(&stack, verb, &body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 20001), "{verb} {body} {answer}");
    }
    assert_eq!(read(&stack).await, start);
}
