/// How to call an address of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallbackMethod {
    /// With parameters in the query.
    Get,
    /// With parameters in the body.
    #[default]
    Post,
}
