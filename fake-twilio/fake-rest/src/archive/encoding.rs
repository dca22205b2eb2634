//! How single values are written.

/// Values of the core that are known by name.
pub(super) mod name {
    use std::{borrow::Cow, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in crate::archive) fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
    where
        T: Copy + Into<&'static str>,
        S: Serializer,
    {
        serializer.serialize_str((*value).into())
    }

    pub(in crate::archive) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr,
        D: Deserializer<'de>,
    {
        let name = Cow::<str>::deserialize(deserializer)?;
        name.parse().map_err(|_| D::Error::custom(format!("{name:?} is not known here")))
    }
}

/// Lists of such values.
pub(super) mod names {
    use std::{borrow::Cow, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in crate::archive) fn serialize<T, S>(
        values: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        T: Copy + Into<&'static str>,
        S: Serializer,
    {
        serializer.collect_seq(values.iter().map(|value| -> &'static str { (*value).into() }))
    }

    pub(in crate::archive) fn deserialize<'de, T, C, D>(deserializer: D) -> Result<C, D::Error>
    where
        T: FromStr,
        C: FromIterator<T>,
        D: Deserializer<'de>,
    {
        let names = Vec::<Cow<str>>::deserialize(deserializer)?;
        let read = |name: Cow<str>| {
            name.parse().map_err(|_| D::Error::custom(format!("{name:?} is not known here")))
        };
        names.into_iter().map(read).collect()
    }
}

/// Such values that may be missing.
pub(super) mod name_or_none {
    use std::{borrow::Cow, str::FromStr};

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(in crate::archive) fn serialize<T, S>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        T: Copy + Into<&'static str>,
        S: Serializer,
    {
        value.map(Into::<&'static str>::into).serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr,
        D: Deserializer<'de>,
    {
        let Some(name) = Option::<Cow<str>>::deserialize(deserializer)? else { return Ok(None) };
        let read =
            name.parse().map_err(|_| D::Error::custom(format!("{name:?} is not known here")));
        read.map(Some)
    }
}

/// Texts that are JSON themselves.
pub(super) mod json_text {
    use fake_core::text::Text;
    use serde::{
        Deserialize, Deserializer, Serialize, Serializer,
        de::{Error as _, IgnoredAny},
    };

    pub(in crate::archive) fn serialize<S: Serializer>(
        text: &Text,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        text.serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Text, D::Error> {
        let text = Text::deserialize(deserializer)?;
        check(&text).map_err(D::Error::custom)?;
        Ok(text)
    }

    /// Checks that a text is JSON.
    pub(in crate::archive) fn check(text: &str) -> Result<(), String> {
        let read: Result<IgnoredAny, _> = serde_json::from_str(text);
        read.map(drop).map_err(|error| format!("a text that is JSON was expected: {error}"))
    }
}

/// Such texts that may be missing.
pub(super) mod json_text_or_none {
    use fake_core::text::Text;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(in crate::archive) fn serialize<S: Serializer>(
        text: &Option<Text>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        text.serialize(serializer)
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Text>, D::Error> {
        let text = Option::<Text>::deserialize(deserializer)?;
        text.as_deref().map_or(Ok(()), super::json_text::check).map_err(D::Error::custom)?;
        Ok(text)
    }
}

/// Digests of media.
pub(super) mod digest {
    use std::borrow::Cow;

    use fake_core::media::Digest;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in crate::archive) fn serialize<S: Serializer>(
        digest: &Digest,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(digest.0))
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Digest, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let mut digits = [0; 32];
        hex::decode_to_slice(text.as_ref(), &mut digits)
            .map_err(|_| D::Error::custom("64 hexadecimal digits were expected"))?;
        Ok(Digest(digits))
    }
}

/// Bytes.
pub(super) mod base64_text {
    use std::borrow::Cow;

    use base64::{Engine, engine::general_purpose::STANDARD};
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in crate::archive) fn serialize<S: Serializer>(
        bytes: &Bytes,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Bytes, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let decoded = STANDARD.decode(text.as_ref());
        decoded.map(Bytes::from).map_err(|error| D::Error::custom(format!("base64: {error}")))
    }
}

/// Anything that is written and read as a text.
pub(super) mod shown {
    use std::{borrow::Cow, fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(in crate::archive) fn serialize<T: Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::archive) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} was not expected")))
    }
}
