//! `X-Emulator-Fault`: the fault that a request brings along for itself alone.

use fake_control::{Effect, Side, faults::Acting};
use fake_rest::ApiError;
use http::{HeaderMap, HeaderName};

use crate::control_access::ControlAccess;

/// The effect as JSON.
pub(super) const FAULT: HeaderName = HeaderName::from_static("x-emulator-fault");

/// The fault that a request to this side brings along. Where the control API is closed, the header has no
/// meaning.
///
/// # Errors
/// Why the fault cannot be.
pub(super) fn fault(
    headers: &HeaderMap,
    side: Side,
    access: &ControlAccess,
) -> Result<Option<Acting>, ApiError> {
    let mut sent = headers.get_all(FAULT).into_iter();
    let Some(value) = sent.next() else { return Ok(None) };
    if !access.allows_faults(headers)? {
        return Ok(None);
    }
    let refused = |why: &dyn std::fmt::Display| ApiError::bad(20001, format!("{FAULT}: {why}"));
    if sent.next().is_some() {
        return Err(refused(&"one at a time"));
    }
    let effect: Effect = serde_json::from_slice(value.as_bytes()).map_err(|why| refused(&why))?;
    effect.check().map_err(|why| refused(&why))?;
    let is_upgrade = matches!(side, Side::Twilsock | Side::Signaling);
    if !effect.sides().has(side) || (is_upgrade && !effect.acts_on_upgrades()) {
        return Err(refused(&"this effect does not act on such a request"));
    }
    Ok(Some(Acting::alone(effect)))
}
