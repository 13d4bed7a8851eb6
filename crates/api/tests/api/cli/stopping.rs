//! The server ends when it is told to, whoever reads what it logs.

use std::{
    io::{Write, pipe},
    net::TcpListener,
    process::Stdio,
    time::Duration,
};

use tokio::process::{Child, Command};

use crate::support::{database::Fresh, serving};

/// `portico serve` whose log goes to `out`, on a Slack that nobody can reach; returns when it is ready.
async fn serves(url: &str, out: std::io::PipeWriter) -> Child {
    let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (port, nowhere) = (free(), free());
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .arg("serve")
        .kill_on_drop(true)
        .stdout(Stdio::from(out.try_clone().unwrap()))
        .stderr(Stdio::from(out))
        .env_remove("PORTICO_TEST_DATABASE_URL")
        .env("PORTICO_SERVER__LISTEN", format!("127.0.0.1:{port}"))
        .env("PORTICO_DATABASE__URL", url)
        .env("PORTICO_SECRETS__KEY", "a secret key of at least 32 characters")
        .env("PORTICO_SLACK__API_URL", format!("http://127.0.0.1:{nowhere}/api/"));
    let mut child = command.spawn().expect("the server starts");
    drop(command); // And with it our end of the pipe.
    serving::ready(&mut child, port).await;
    child
}

async fn ends(mut child: Child) {
    let id = child.id().expect("it runs");
    let told = Command::new("kill").arg(id.to_string()).status().await.unwrap();
    assert!(told.success());
    let ended = tokio::time::timeout(Duration::from_mins(1), child.wait()).await;
    let status = ended.expect("it ends").unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn a_server_whose_log_nobody_reads_any_more_ends_when_it_is_told_to() {
    let database = Fresh::make().await;
    let (reader, writer) = pipe().unwrap();
    let child = serves(&database.url(), writer).await;

    drop(reader);

    ends(child).await;
}

#[tokio::test]
async fn a_server_whose_log_is_read_by_nobody_serves_and_ends_all_the_same() {
    let database = Fresh::make().await;
    let (reader, mut writer) = pipe().unwrap();
    let ours = writer.try_clone().unwrap();
    // Fills the pipe, and waits for room in it until its reader is gone.
    let fills = std::thread::spawn(move || writer.write_all(&vec![b'x'; 1 << 20]));

    ends(serves(&database.url(), ours).await).await;

    drop(reader);
    assert!(fills.join().unwrap().is_err(), "there was no room");
}
