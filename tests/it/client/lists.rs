//! Lists while they change.

use std::collections::BTreeSet;

use e2e::Stack;

#[tokio::test]
async fn a_list_shows_each_record_once_although_others_come_and_go() {
    let stack = Stack::frozen().await;
    let conversations = stack.client().conversations();
    let mut made = BTreeSet::new();
    for number in 0..7 {
        let room = conversations.create().friendly_name(format!("Room {number}")).await.unwrap();
        made.insert(room.sid);
    }
    let mut list = conversations.list().page_size(2).stream();
    let (mut seen, mut late) = (Vec::new(), BTreeSet::new());
    while let Some(room) = list.try_next().await.unwrap() {
        seen.push(room.sid);
        if late.len() < 5 {
            late.insert(conversations.create().friendly_name("Late").await.unwrap().sid);
        }
        if seen.len() == 3 {
            conversations.delete(seen[0]).await.unwrap();
        }
    }
    let old: Vec<_> = seen.iter().copied().filter(|sid| !late.contains(sid)).collect();
    assert_eq!(old.len(), 7, "{seen:?}");
    assert_eq!(old.into_iter().collect::<BTreeSet<_>>(), made);
}
