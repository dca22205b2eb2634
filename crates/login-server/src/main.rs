//! The program: everything it does is in the library.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    Ok(login_server::cli::run().await?)
}
