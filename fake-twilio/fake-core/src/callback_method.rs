/// How to call an address of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}
