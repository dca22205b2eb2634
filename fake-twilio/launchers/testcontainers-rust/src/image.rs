//! The image, and where a container of it answers.

use std::{borrow::Cow, collections::BTreeMap, env, fmt, path::Path};

use testcontainers::{
    ContainerAsync, CopyToContainer, Image, TestcontainersError,
    core::{ContainerPort, WaitFor, wait::HttpWaitStrategy},
};

use crate::engine_host::engine_host;

const NAME: &str = "fake-twilio";
/// The image of the same version as this module.
const TAG: &str = env!("CARGO_PKG_VERSION");

/// Where the seed document lies in the container.
const SEED_FILE: &str = "/seed.yaml";
/// Names by which the image allows to be called anyway.
const IMAGE_NAMES: &str = "fake-twilio host.docker.internal";

/// The port of all that the emulator answers: REST, media, the control API, Twilsock and video signaling.
pub const FAKE_TWILIO_PORT: ContainerPort = ContainerPort::Tcp(4010);

/// An emulator of Twilio Conversations and Video in a container.
///
/// It is the image `fake-twilio` of the version of this crate. Every option of the emulator is a variable:
/// `--strict` is `with_env_var("FAKE_TWILIO_STRICT", "1")`.
///
/// ```
/// use testcontainers_fake_twilio::{FakeTwilio, testcontainers::ImageExt};
///
/// let request = FakeTwilio::default()
///     .with_seed_document(r#"{ "users": [{ "identity": "ada" }] }"#)
///     .with_env_var("FAKE_TWILIO_STRICT", "1");
/// ```
///
/// The emulator's well-known credentials are good until accounts are opened with
/// `POST /_emulator/v1/accounts`.
#[derive(Clone)]
pub struct FakeTwilio {
    variables: BTreeMap<&'static str, String>,
    files: Vec<CopyToContainer>,
}

impl Default for FakeTwilio {
    fn default() -> Self {
        Self::of_engine(&env::var("DOCKER_HOST").unwrap_or_default())
    }
}

impl FakeTwilio {
    /// Containers are called by the name of the engine's host, which has to be allowed.
    fn of_engine(docker_host: &str) -> Self {
        let names = match engine_host(docker_host) {
            Some(host) => format!("{IMAGE_NAMES} {host}"),
            None => IMAGE_NAMES.to_owned(),
        };
        let listen = format!("0.0.0.0:{}", FAKE_TWILIO_PORT.as_u16());
        let variables = [("FAKE_TWILIO_LISTEN", listen), ("FAKE_TWILIO_ALLOW_HOST", names)];
        Self { variables: variables.into(), files: Vec::new() }
    }

    /// Starts with the contents of a seed document, as JSON or YAML, and goes back to them with every reset.
    #[must_use]
    pub fn with_seed_document(self, document: impl Into<String>) -> Self {
        self.with_seed(CopyToContainer::new(document.into().into_bytes(), SEED_FILE))
    }

    /// Starts with the contents of a seed file of this machine, and goes back to them with every reset.
    ///
    /// Files of media that it names are not copied; `ImageExt::with_copy_to` does that.
    #[must_use]
    pub fn with_seed_file(self, path: impl AsRef<Path>) -> Self {
        self.with_seed(CopyToContainer::new(path.as_ref(), SEED_FILE))
    }

    fn with_seed(mut self, file: CopyToContainer) -> Self {
        self.files = vec![file];
        self.with_variable("FAKE_TWILIO_SEED_FILE", SEED_FILE)
    }

    /// Draws the same identifiers in every run.
    #[must_use]
    pub fn with_id_seed(self, seed: u64) -> Self {
        self.with_variable("FAKE_TWILIO_SEED", seed.to_string())
    }

    /// Asks requests of the control API for this token.
    #[must_use]
    pub fn with_control_token(self, token: impl Into<String>) -> Self {
        self.with_variable("FAKE_TWILIO_CONTROL_TOKEN", token)
    }

    /// Allows the control API to be called by one more name, such as an alias in a network.
    #[must_use]
    pub fn with_allowed_host(mut self, name: &str) -> Self {
        let names = self.variables.entry("FAKE_TWILIO_ALLOW_HOST").or_default();
        names.push(' ');
        names.push_str(name);
        self
    }

    fn with_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    /// Where REST, media and the control API of a container answer, for programs on this machine.
    pub async fn connection_url(
        container: &ContainerAsync<Self>,
    ) -> Result<String, TestcontainersError> {
        Ok(format!("http://{}", authority(container).await?))
    }

    /// Where Twilsock answers, for the Conversations SDK.
    pub async fn twilsock_url(
        container: &ContainerAsync<Self>,
    ) -> Result<String, TestcontainersError> {
        Ok(format!("ws://{}/v3/wsconnect", authority(container).await?))
    }

    /// Where signaling answers, for the Video SDK.
    pub async fn video_signaling_url(
        container: &ContainerAsync<Self>,
    ) -> Result<String, TestcontainersError> {
        Ok(format!("ws://{}/signaling", authority(container).await?))
    }
}

/// Host and port of a container, from this machine.
async fn authority(container: &ContainerAsync<FakeTwilio>) -> Result<String, TestcontainersError> {
    let host = container.get_host().await?;
    let port = container.get_host_port_ipv4(FAKE_TWILIO_PORT).await?;
    Ok(format!("{host}:{port}"))
}

/// Shows which variables are set, and not what to: one may be a secret.
impl fmt::Debug for FakeTwilio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variables: Vec<_> = self.variables.keys().collect();
        formatter.debug_struct("FakeTwilio").field("variables", &variables).finish_non_exhaustive()
    }
}

impl Image for FakeTwilio {
    fn name(&self) -> &str {
        NAME
    }

    fn tag(&self) -> &str {
        TAG
    }

    fn ready_conditions(&self) -> Vec<WaitFor> {
        let health = HttpWaitStrategy::new("/_emulator/v1/health").with_port(FAKE_TWILIO_PORT);
        vec![WaitFor::http(health.with_expected_status_code(200_u16))]
    }

    fn env_vars(
        &self,
    ) -> impl IntoIterator<Item = (impl Into<Cow<'_, str>>, impl Into<Cow<'_, str>>)> {
        self.variables.iter().map(|(name, value)| (*name, value.as_str()))
    }

    fn copy_to_sources(&self) -> impl IntoIterator<Item = &CopyToContainer> {
        &self.files
    }

    fn expose_ports(&self) -> &[ContainerPort] {
        &[FAKE_TWILIO_PORT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(image: &FakeTwilio) -> Vec<(String, String)> {
        let pairs = image.env_vars().into_iter();
        pairs.map(|(name, value)| (name.into().into_owned(), value.into().into_owned())).collect()
    }

    #[test]
    fn options_become_variables_and_files_of_the_container() {
        let image = FakeTwilio::of_engine("tcp://docker:2375")
            .with_seed_document("{}")
            .with_seed_file("world.yaml")
            .with_id_seed(7)
            .with_allowed_host("twilio");
        let expected = [
            ("FAKE_TWILIO_ALLOW_HOST", "fake-twilio host.docker.internal docker twilio"),
            ("FAKE_TWILIO_LISTEN", "0.0.0.0:4010"),
            ("FAKE_TWILIO_SEED", "7"),
            ("FAKE_TWILIO_SEED_FILE", "/seed.yaml"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(variables(&image), expected);
        assert_eq!(image.copy_to_sources().into_iter().count(), 1, "the later seed counts");
    }

    #[test]
    fn a_secret_is_not_shown() {
        let image = FakeTwilio::of_engine("").with_control_token("of a test");
        let set = ("FAKE_TWILIO_CONTROL_TOKEN".to_owned(), "of a test".to_owned());
        assert!(variables(&image).contains(&set));
        let shown = format!("{image:?}");
        assert!(shown.contains("FAKE_TWILIO_CONTROL_TOKEN"), "{shown}");
        assert!(!shown.contains("of a test"), "{shown}");
    }
}
