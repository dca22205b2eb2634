use std::str::FromStr;

use strum::{EnumString, IntoStaticStr};

use crate::{Edit, room::StatusCallback, text::Text};

/// What a composition is made of and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompositionParams {
    /// Names of the audio tracks, with `*` for any characters.
    pub audio_sources: Vec<Text>,
    /// Names of the audio tracks to be left out.
    pub audio_sources_excluded: Vec<Text>,
    /// JSON text of the video layout.
    pub video_layout: Option<Text>,
    /// Size of the picture.
    pub resolution: Resolution,
    /// Whether stretches without media are cut out.
    pub trim: bool,
    /// Container of the result.
    pub format: Format,
    /// The status callback.
    pub status_callback: Option<StatusCallback>,
}

impl Default for CompositionParams {
    fn default() -> Self {
        Self {
            audio_sources: Vec::new(),
            audio_sources_excluded: Vec::new(),
            video_layout: None,
            resolution: Resolution::default(),
            trim: true,
            format: Format::default(),
            status_callback: None,
        }
    }
}

impl CompositionParams {
    /// Returns whether it names anything to be composed.
    pub(crate) fn has_sources(&self) -> bool {
        !self.audio_sources.is_empty() || self.video_layout.is_some()
    }
}

/// Changes of composition parameters; what is not given stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompositionParamsUpdate {
    /// Names of the audio tracks.
    pub audio_sources: Option<Vec<Text>>,
    /// Names of the audio tracks to be left out.
    pub audio_sources_excluded: Option<Vec<Text>>,
    /// Where the videos stand.
    pub video_layout: Edit<Text>,
    /// Size of the picture.
    pub resolution: Option<Resolution>,
    /// Whether stretches without media are cut out.
    pub trim: Option<bool>,
    /// Container of the result.
    pub format: Option<Format>,
    /// The status callback.
    pub status_callback: Edit<StatusCallback>,
}

impl CompositionParamsUpdate {
    /// The parameters after the update.
    pub fn over(self, before: CompositionParams) -> CompositionParams {
        let excluded = self.audio_sources_excluded;
        CompositionParams {
            audio_sources: self.audio_sources.unwrap_or(before.audio_sources),
            audio_sources_excluded: excluded.unwrap_or(before.audio_sources_excluded),
            video_layout: self.video_layout.over(before.video_layout),
            resolution: self.resolution.unwrap_or(before.resolution),
            trim: self.trim.unwrap_or(before.trim),
            format: self.format.unwrap_or(before.format),
            status_callback: self.status_callback.over(before.status_callback),
        }
    }
}

/// Container of a composition.
///
/// The default is assumed; settled by the contract test `a_composition_without_format_is_webm`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Format {
    /// MP4.
    Mp4,
    /// `WebM`.
    #[default]
    Webm,
}

/// Size of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolution {
    width: u32,
    height: u32,
}

impl Default for Resolution {
    fn default() -> Self {
        Self { width: 640, height: 480 }
    }
}

impl std::fmt::Display for Resolution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl Resolution {
    /// A size within the bounds of the OpenAPI document: 16 to 1280 each way, 921,600 altogether.
    pub fn new(width: u32, height: u32) -> Option<Self> {
        let sides = 16..=1280;
        let fits = sides.contains(&width) && sides.contains(&height) && width * height <= 921_600;
        fits.then_some(Self { width, height })
    }
}

/// Not the size of a picture, as `640x480` is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the size of a picture")]
pub struct UnknownResolution;

impl FromStr for Resolution {
    type Err = UnknownResolution;

    fn from_str(text: &str) -> Result<Self, UnknownResolution> {
        let sides = text.split_once('x').ok_or(UnknownResolution)?;
        let sides = sides.0.parse().ok().zip(sides.1.parse().ok()).ok_or(UnknownResolution)?;
        Self::new(sides.0, sides.1).ok_or(UnknownResolution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_bounds() {
        assert_eq!(Resolution::new(1280, 720).map(|it| it.to_string()), Some("1280x720".into()));
        for (width, height) in [(15, 480), (1281, 16), (1280, 721), (u32::MAX, u32::MAX)] {
            assert_eq!(Resolution::new(width, height), None);
        }
    }
}
