//! Parameters of operations, a method each.
//!
//! Values are typed where the API's are: SIDs, moments, durations, numbers, JSON. The methods are named
//! as the members of the wire types, where [`Call::request`](crate::Call::request) sets them all.

mod conversation;
mod settings;
#[cfg(feature = "video")]
mod video;

/// Declares methods that set parameters of one or several operations.
///
/// The word behind a parameter is the kind of its values: `text`; `value(T)`, written as `T` displays itself;
/// `word(T)`, written as `T` in JSON without quotes; `json`; `texts` and `jsons`, which may come
/// several times; `secret`; `clearable(T)`, which `None` sends empty.
macro_rules! parameters {
    ([$($endpoint:ident $(. $inner:ident)?),+] $parameters:tt) => {
        $(parameters!(@call $endpoint [$(. $inner)?] $parameters);)+
    };
    (@call $endpoint:ident $inner:tt {
        $($(#[$doc:meta])* $name:ident: $kind:ident $(($type:ty))?;)*
    }) => {
        impl $crate::rest::Call<$endpoint> {
            $(parameters!(@method $inner [$(#[$doc])*] $name $kind $(($type))?);)*
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident text) => {
        $($doc)*
        pub fn $name(mut self, text: impl Into<String>) -> Self {
            self.request $($inner)* .$name = Some(text.into());
            self
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident value($type:ty)) => {
        $($doc)*
        pub fn $name(mut self, value: $type) -> Self {
            self.request $($inner)* .$name = Some(value.to_string());
            self
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident clearable($type:ty)) => {
        $($doc)*
        pub fn $name(mut self, value: impl Into<Option<$type>>) -> Self {
            let text = value.into().map_or_else(String::new, |value| value.to_string());
            self.request $($inner)* .$name = Some(text);
            self
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident word($type:ty)) => {
        $($doc)*
        pub fn $name(self, value: $type) -> Self {
            self.set_word(value, |request, text| request $($inner)* .$name = Some(text))
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident json) => {
        $($doc)*
        pub fn $name<T: serde::Serialize + ?Sized>(self, value: &T) -> Self {
            self.set_json(value, |request, json| request $($inner)* .$name = Some(json))
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident jsons) => {
        $($doc)*
        pub fn $name<T: serde::Serialize + ?Sized>(self, value: &T) -> Self {
            self.set_json(value, |request, json| request $($inner)* .$name.push(json))
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident texts) => {
        $($doc)*
        pub fn $name<T: Into<String>>(mut self, texts: impl IntoIterator<Item = T>) -> Self {
            self.request $($inner)* .$name.extend(texts.into_iter().map(Into::into));
            self
        }
    };
    (@method [$($inner:tt)*] [$($doc:tt)*] $name:ident secret) => {
        $($doc)*
        pub fn $name(mut self, secret: impl Into<String>) -> Self {
            self.request $($inner)* .$name = Some(twilio_wire::twilsock::Secret::new(secret));
            self
        }
    };
}

use parameters;
