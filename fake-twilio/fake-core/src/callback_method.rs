use strum::{EnumString, IntoStaticStr};

/// How to call an address of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE", ascii_case_insensitive)]
pub enum CallbackMethod {
    /// With parameters in the query.
    Get,
    /// With parameters in the body.
    #[default]
    Post,
}

impl CallbackMethod {
    /// The HTTP method.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
