//! Items of a list or map, each with the number of the event that touched it last.

use std::collections::BTreeMap;

/// Items by index or key. Removed ones leave their number behind, because a page that was read
/// before the removal may arrive after it.
///
/// Values are boxed: every node of the map has room for eleven, and most of it stays empty.
#[derive(Clone, Debug)]
pub(crate) struct Items<K, V>(BTreeMap<K, (u64, Option<Box<V>>)>);

impl<K, V> Default for Items<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// What a new value did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// Nothing: something newer is known.
    Stale,
    /// There was no such item.
    Added,
    /// The item had another value.
    Updated,
}

impl<K: Ord, V> Items<K, V> {
    /// Takes a value, unless something at least as new is known.
    pub(crate) fn put(&mut self, key: K, event_id: u64, value: V) -> Put {
        match self.0.get(&key) {
            Some((known, _)) if *known >= event_id => Put::Stale,
            Some((_, Some(_))) => {
                self.0.insert(key, (event_id, Some(Box::new(value))));
                Put::Updated
            }
            Some((_, None)) | None => {
                self.0.insert(key, (event_id, Some(Box::new(value))));
                Put::Added
            }
        }
    }

    /// Takes an item away, unless something newer is known; returns its last value.
    pub(crate) fn remove(&mut self, key: K, event_id: u64) -> Option<V> {
        let (known, value) = self.0.entry(key).or_insert((0, None));
        if *known >= event_id {
            return None;
        }
        *known = event_id;
        value.take().map(|value| *value)
    }

    /// Drops the oldest items until at most this many are left; returns the first key that is kept if
    /// any was dropped.
    pub(crate) fn keep_newest(&mut self, limit: usize) -> Option<&K> {
        let excess = self.0.len().checked_sub(limit).filter(|excess| *excess > 0)?;
        for _ in 0..excess {
            self.0.pop_first();
        }
        self.0.keys().next()
    }

    /// Forgets what was removed by events up to this one: nothing older can come any more.
    pub(crate) fn forget_removed(&mut self, up_to: u64) {
        self.0.retain(|_, (known, value)| value.is_some() || *known > up_to);
    }

    /// The value of an item.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)?.1.as_deref()
    }

    /// All items in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().filter_map(|(key, (_, value))| Some((key, value.as_deref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_news_is_no_news() {
        let mut items = Items::default();
        assert_eq!(items.put("a", 3, 30), Put::Added);
        assert_eq!(items.put("a", 3, 31), Put::Stale);
        assert_eq!(items.put("a", 5, 50), Put::Updated);
        assert_eq!(items.remove("a", 4), None);
        assert_eq!(items.remove("a", 6), Some(50));
        assert_eq!(items.put("a", 5, 50), Put::Stale);
        assert_eq!(items.remove("b", 7), None);
        assert_eq!(items.put("b", 2, 20), Put::Stale);
        assert_eq!(items.put("b", 8, 80), Put::Added);
        assert_eq!(items.iter().collect::<Vec<_>>(), [(&"b", &80)]);
    }

    #[test]
    fn what_is_not_needed_is_forgotten() {
        let mut items = Items::default();
        for key in 0..5 {
            items.put(key, key + 1, key);
        }
        assert_eq!(items.keep_newest(5), None);
        assert_eq!(items.keep_newest(3), Some(&2));
        items.remove(3, 9);
        items.forget_removed(8);
        assert_eq!(items.put(3, 9, 3), Put::Stale);
        items.forget_removed(9);
        assert_eq!(items.put(3, 9, 3), Put::Added);
    }
}
