//! Where the bytes of files are kept: a folder, or S3-compatible storage. Only whole pieces are written and removed, under names we make;
//! which pieces there are, the database says.

use std::{ops::Range, path::PathBuf, sync::Arc};

use actix_web::web::Bytes;
use anyhow::Context;
use futures_util::{StreamExt, stream::BoxStream};
use object_store::{
    Error, GetOptions, ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, path::Path,
};
use secrecy::ExposeSecret;

use crate::config;

/// The store of all files of the installation. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store {
    objects: Arc<dyn ObjectStore>,
    /// Of a folder, where it is.
    folder: Option<PathBuf>,
}

impl Store {
    /// Asks nothing of S3, and makes no folder: whoever runs a command may be somebody else than who serves.
    pub(crate) fn new(config: &config::Attachments) -> anyhow::Result<Self> {
        if config.s3.bucket.is_empty() {
            let folder = std::path::absolute(&config.folder).context("attachments.folder")?;
            return Ok(Self {
                objects: Arc::new(LocalFileSystem::new().with_fsync(true)),
                folder: Some(folder),
            });
        }
        let s3 = &config.s3;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            // One piece is removed at a time, and not every storage knows how to remove many.
            .with_disable_bulk_delete(true);
        if !s3.endpoint.is_empty() {
            builder = builder
                .with_endpoint(&s3.endpoint)
                .with_allow_http(s3.endpoint.starts_with("http://"));
        }
        if !s3.access_key_id.is_empty() {
            builder = builder
                .with_access_key_id(&s3.access_key_id)
                .with_secret_access_key(s3.secret_access_key.expose_secret());
        }
        Ok(Self {
            objects: Arc::new(builder.build().context("attachments.s3")?),
            folder: None,
        })
    }

    /// Makes the folder, so that whoever serves hears at once when that is impossible.
    pub(crate) fn prepare(&self) -> anyhow::Result<()> {
        match &self.folder {
            Some(folder) => {
                std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))
            }
            None => Ok(()),
        }
    }

    fn place(&self, key: &str) -> anyhow::Result<Path> {
        match &self.folder {
            Some(folder) => Path::from_absolute_path(folder.join(key)).context("the folder of files"),
            None => Ok(Path::from(key)),
        }
    }

    /// Keeps a piece. When this returns it is there to stay.
    pub(crate) async fn put(&self, key: &str, bytes: Bytes) -> anyhow::Result<()> {
        let place = self.place(key)?;
        let put = self.objects.put(&place, bytes.into());
        put.await.map(drop).context("storing a piece of a file")
    }

    /// Part of a piece, as it comes.
    pub(crate) async fn get(
        &self,
        key: &str,
        range: Range<u64>,
    ) -> anyhow::Result<BoxStream<'static, anyhow::Result<Bytes>>> {
        let options = GetOptions {
            range: Some(range.into()),
            ..GetOptions::default()
        };
        let found = self.objects.get_opts(&self.place(key)?, options).await;
        let found = found.context("reading a piece of a file")?;
        let bytes = found.into_stream();
        Ok(bytes.map(|part| part.context("reading a piece of a file")).boxed())
    }

    /// Removes a piece, be it that it is there no more, or not whole.
    pub(crate) async fn remove(&self, key: &str) -> anyhow::Result<()> {
        if let Some(folder) = &self.folder {
            // What is left when the process dies while it writes; the library neither shows nor removes it.
            let torn = folder.join(format!("{key}#1"));
            let _ = tokio::fs::remove_file(torn).await;
        }
        match self.objects.delete(&self.place(key)?).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(err) => Err(err).context("removing a piece of a file"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashMap,
        sync::{Mutex, PoisonError},
    };

    use actix_web::{
        App, HttpRequest, HttpResponse, HttpServer,
        http::{Method, header},
        web::{self, Data},
    };
    use futures_util::TryStreamExt;

    use super::*;
    use crate::config::{Attachments, Config};

    fn settings() -> Attachments {
        Config::defaults().unwrap().attachments
    }

    async fn read(store: &Store, key: &str, range: Range<u64>) -> anyhow::Result<Vec<u8>> {
        let parts: Vec<Bytes> = store.get(key, range).await?.try_collect().await?;
        Ok(parts.concat())
    }

    async fn keeps_and_forgets(store: &Store) {
        let key = "0190/ab/019000000000";
        store.put(key, Bytes::from_static(b"hello world")).await.unwrap();
        assert_eq!(read(store, key, 0..11).await.unwrap(), b"hello world");
        assert_eq!(read(store, key, 4..7).await.unwrap(), b"o w");
        store.remove(key).await.unwrap();
        assert!(read(store, key, 0..11).await.is_err());
        store.remove(key).await.unwrap();
    }

    #[tokio::test]
    async fn a_folder_keeps_pieces_and_forgets_even_torn_ones() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("with blanks & 100%");
        let store = Store::new(&Attachments {
            folder: inside.display().to_string(),
            ..settings()
        })
        .unwrap();
        assert!(!inside.exists());
        store.prepare().unwrap();
        keeps_and_forgets(&store).await;
        std::fs::create_dir_all(inside.join("0190/ab")).unwrap();
        let torn = inside.join("0190/ab/019000000001#1");
        std::fs::write(&torn, b"hel").unwrap();
        store.remove("0190/ab/019000000001").await.unwrap();
        assert!(!torn.exists());
    }

    type Objects = Mutex<HashMap<String, Bytes>>;

    /// As much of S3 as we use. Whoever does not sign is refused.
    async fn object(req: HttpRequest, body: Bytes, objects: Data<Objects>) -> HttpResponse {
        let signed = req.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        if !signed.is_some_and(|it| it.contains("Credential=key/") && it.contains("/eu-north-1/s3/")) {
            return HttpResponse::Forbidden().finish();
        }
        let mut objects = objects.lock().unwrap_or_else(PoisonError::into_inner);
        let place = req.path().to_owned();
        match *req.method() {
            Method::PUT => {
                objects.insert(place, body);
                HttpResponse::Ok().insert_header((header::ETAG, "\"1\"")).finish()
            }
            Method::DELETE => {
                objects.remove(&place);
                HttpResponse::NoContent().finish()
            }
            _ => {
                let Some(found) = objects.get(&place) else {
                    return HttpResponse::NotFound().finish();
                };
                let asked = req
                    .headers()
                    .get(header::RANGE)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .strip_prefix("bytes=")
                    .unwrap();
                let (from, to) = asked.split_once('-').unwrap();
                let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
                let said = format!("bytes {from}-{to}/{}", found.len());
                HttpResponse::PartialContent()
                    .insert_header((header::CONTENT_RANGE, said))
                    .insert_header((header::ETAG, "\"1\""))
                    .insert_header((header::LAST_MODIFIED, "Sat, 28 Nov 2026 03:00:00 GMT"))
                    .body(found.slice(from..=to))
            }
        }
    }

    #[actix_web::test]
    async fn s3_compatible_storage_keeps_pieces_and_forgets_them() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let objects = Data::new(Objects::default());
        let shared = objects.clone();
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(object)));
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        let mut config = settings();
        config.s3.bucket = "files".to_owned();
        config.s3.region = "eu-north-1".to_owned();
        config.s3.endpoint = endpoint;
        config.s3.access_key_id = "key".to_owned();
        config.s3.secret_access_key = "secret".to_owned().into();
        let store = Store::new(&config).unwrap();

        store.prepare().unwrap();
        store.put("0190/ab/one", Bytes::from_static(b"one")).await.unwrap();
        keeps_and_forgets(&store).await;

        let left: Vec<String> = objects.lock().unwrap().keys().cloned().collect();
        assert_eq!(left, ["/files/0190/ab/one"]);
        handle.stop(false).await;
        running.await.unwrap().unwrap();
    }
}
