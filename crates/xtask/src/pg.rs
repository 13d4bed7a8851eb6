//! `cargo xtask pg -- <command…>`: a PostgreSQL that lives as long as one command.
//!
//! Made from the server the system has, in a temporary folder, so it needs no set-up, touches no existing cluster and
//! starts empty every time. For tests durability is off: nothing in it is worth keeping.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use crate::supervise::{self, Stop};
use crate::tools;

/// Who owns the cluster inside PostgreSQL.
const USER: &str = "portico";
const DATABASE: &str = "portico";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to run; finds the database's address in `PORTICO_TEST_DATABASE_URL`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    command: Vec<OsString>,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let mut stop = Stop::listen()?;
    let cluster = Cluster::start(Writes::Forgotten)?;
    let mut command = tokio::process::Command::new(&arguments.command[0]);
    command.args(&arguments.command[1..]);
    cluster.tell(&mut command);
    let status = supervise::run(&mut command, &mut stop).await;
    drop(cluster); // Before `exit`, which runs no destructors.
    match status?.code() {
        Some(0) => Ok(()),
        code => exit(code.unwrap_or(1)),
    }
}

/// What a crash of the machine would leave of what was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writes {
    /// All of it, as where it is in use: what is measured must be what people get.
    Kept,
    /// Nothing, which is faster.
    Forgotten,
}

/// A running PostgreSQL, stopped and removed when dropped.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    /// PostgreSQL refuses to run as root; then it runs as this user and group.
    owner: Option<(u32, u32)>,
    port: u16,
}

impl Cluster {
    pub(crate) fn start(writes: Writes) -> Result<Self> {
        let programs = tools::postgres()
            .context("PostgreSQL is not installed; on Debian and Ubuntu: apt-get install postgresql")?;
        let folder = tempfile::Builder::new().prefix("portico-pg-").tempdir()?;
        let cluster = Self {
            programs,
            owner: other_than_root(folder.path())?,
            folder,
            port: free_port()?,
        };
        if let Some((user, group)) = cluster.owner {
            chown(cluster.folder.path(), Some(user), Some(group))?;
        }

        cluster.call(
            "initdb",
            &[
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--username",
                USER,
            ],
        )?;
        cluster.configure(writes)?;
        cluster.call("pg_ctl", &["--wait", "--silent", "--log=log", "start"])?;
        let port = cluster.port.to_string();
        cluster.call(
            "createdb",
            &["--host=127.0.0.1", "--port", &port, "--username", USER, DATABASE],
        )?;
        Ok(cluster)
    }

    /// Tells a program where the database is, and lets it find PostgreSQL's own programs, such as `psql`.
    pub(crate) fn tell(&self, command: &mut tokio::process::Command) {
        let path = tools::path();
        let folders = std::iter::once(self.programs.clone()).chain(env::split_paths(&path));
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
        command.env("PORTICO_TEST_DATABASE_URL", self.url());
    }

    fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{DATABASE}", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn configure(&self, writes: Writes) -> Result<()> {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .open(self.data().join("postgresql.conf"))?;
        write!(
            file,
            "listen_addresses = '127.0.0.1'\n\
             port = {}\n\
             unix_socket_directories = '{}'\n\
             max_connections = 200\n\
             timezone = 'UTC'\n",
            self.port,
            self.folder.path().display()
        )?;
        if writes == Writes::Forgotten {
            write!(file, "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")?;
        }
        Ok(())
    }

    /// Runs one of PostgreSQL's programs, silently unless it fails.
    fn call(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .env("PGDATA", self.data())
            .current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        // Not a pipe: the server that `pg_ctl` leaves behind would keep it open.
        let output = self.folder.path().join("output");
        let sink = fs::File::create(&output)?;
        let status = command.stdout(sink.try_clone()?).stderr(sink).status();
        let status = status.with_context(|| format!("running {program}"))?;
        ensure!(
            status.success(),
            "{program} failed: {}{}",
            fs::read_to_string(&output).unwrap_or_default(),
            fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
        );
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists()
            && let Err(error) = self.call("pg_ctl", &["--wait", "--silent", "--mode=immediate", "stop"])
        {
            eprintln!("{error:#}");
        }
    }
}

/// Whom to become when we are root, which `ours`, a file we just made, tells.
fn other_than_root(ours: &Path) -> Result<Option<(u32, u32)>> {
    if fs::metadata(ours)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let owner = ["postgres", "nobody"].into_iter().find_map(|name| ids(&users, name));
    Ok(Some(owner.context(
        "there is no user `postgres` or `nobody` to run PostgreSQL as",
    )?))
}

/// User and group of one line of `/etc/passwd`.
fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgres2:x:7:7::/:\npostgres:x:106:114:admin:/var/lib/postgresql:/bin/sh\n";
        assert_eq!(ids(users, "postgres"), Some((106, 114)));
        assert_eq!(ids(users, "post"), None);
    }
}
