//! Files with their hash in their name, each with a brotli sibling.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use super::inputs::hex;

pub(super) struct Assets {
    folder: PathBuf,
    base: &'static str,
    compress: bool,
    bytes: usize,
    compressed: usize,
}

impl Assets {
    pub(super) fn new(folder: &Path, base: &'static str, compress: bool) -> Result<Self> {
        fs::create_dir_all(folder.join("assets"))?;
        Ok(Self {
            folder: folder.to_owned(),
            base,
            compress,
            bytes: 0,
            compressed: 0,
        })
    }

    /// Writes `assets/<stem>-<hash>.<extension>` and returns the address it will be served at.
    pub(super) fn add(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let name = format!("assets/{stem}-{}.{extension}", short_hash(content));
        self.write(&name, content)?;
        Ok(format!("{}{name}", self.base))
    }

    pub(super) fn summary(&self) -> String {
        let kilobytes = |bytes: usize| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100);
        if self.compress {
            format!("{}, {} compressed", kilobytes(self.bytes), kilobytes(self.compressed))
        } else {
            format!("{}, not optimised", kilobytes(self.bytes))
        }
    }

    /// What was written under a name of its own.
    pub(super) fn read(&self, name: &str) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join(name))?)
    }

    /// Writes a file under a name of its own, relative to the app's folder.
    pub(super) fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let file = self.folder.join(name);
        fs::write(&file, content)?;
        self.bytes += content.len();
        if self.compress {
            let compressed = brotli(content)?;
            self.compressed += compressed.len();
            fs::write(format!("{}.br", file.display()), compressed)?;
        }
        Ok(())
    }
}

pub(super) fn short_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..6])
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 11, 24);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}
