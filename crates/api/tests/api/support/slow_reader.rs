//! Somebody with a slow line.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{ACME, Caller, TestApp};

/// A reader who takes nothing until told: what is sent to them stays on the way.
pub struct SlowReader(tokio::net::TcpStream);

impl SlowReader {
    /// Asks for something that no buffer between here and there has room for.
    pub async fn begin(app: &TestApp, reader: &Caller, path: &str) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let port = app.state.config.server.public_url.port().unwrap();
        let mut stream = socket.connect(([127, 0, 0, 1], port).into()).await.unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: {ACME}.localhost:{port}\r\nauthorization: Bearer {}\r\n\r\n",
            reader.token()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; 15];
        stream.read_exact(&mut status).await.unwrap();
        assert_eq!(str::from_utf8(&status).unwrap(), "HTTP/1.1 200 OK");
        Self(stream)
    }

    /// Takes all that still comes; returns how much, and whether a whole file came (in chunks, or as long as `Content-Length` says).
    pub async fn rest(mut self) -> (usize, bool) {
        let (mut all, mut some) = (Vec::new(), vec![0; 1 << 20]);
        // Not `read_to_end`: the connection stays open behind a whole file.
        while let Ok(read @ 1..) = self.0.read(&mut some).await {
            all.extend_from_slice(&some[..read]);
            if all.ends_with(b"\r\n0\r\n\r\n") || has_its_length(&all) {
                return (all.len(), true);
            }
        }
        (all.len(), false)
    }
}

fn has_its_length(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|some| some == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| answer.len() - end - 4 >= length.parse::<usize>().unwrap())
}
