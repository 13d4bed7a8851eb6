//! The processes that are killed.

use tokio::process::Child;

use crate::serving::serve;

/// One `portico serve` on a port of its own that stays the same.
pub struct Server {
    pub port: u16,
    environment: Vec<(&'static str, String)>,
    child: Option<Child>,
}

impl Server {
    pub fn new(port: u16, environment: Vec<(&'static str, String)>) -> Self {
        Self {
            port,
            environment,
            child: None,
        }
    }

    /// Returns when it is ready to serve.
    pub async fn start(&mut self) {
        self.child = Some(serve(self.port, &self.environment).await);
    }

    /// As a power cut would.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().await.expect("killed");
        }
    }
}
