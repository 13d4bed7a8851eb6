//! A file on its way out: inert, private, and only to who may read what it belongs to.

use std::{future::Future, ops::Range, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Bytes, Data},
};
use futures_util::{Stream, StreamExt};
use portico_types::{
    ids::{AccountId, AttachmentId},
    tickets::MessageVisibility,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use tokio::time::Instant;

use super::{Uploader, disposition, pieces, rules};
use crate::{
    app::AppState,
    entity::{FileState, attachment, message, ticket},
    error::{Error, Result},
    scope,
};

/// The files somebody may read: those of messages they may read, and what they have brought themselves.
pub(super) fn readable(uploader: &Uploader, messages: Select<message::Entity>) -> Select<attachment::Entity> {
    let messages = messages
        .filter(message::Column::AccountId.eq(uploader.account_id))
        .filter(message::Column::DeletedAt.is_null())
        .select_only()
        .column(message::Column::Id)
        .into_query();
    let own = uploader
        .waiting()
        .select_only()
        .column(attachment::Column::Id)
        .into_query();
    attachment::Entity::find()
        .filter(attachment::Column::AccountId.eq(uploader.account_id))
        .filter(attachment::Column::State.eq(FileState::Stored))
        .filter(
            Condition::any()
                .add(attachment::Column::MessageId.in_subquery(messages))
                .add(attachment::Column::Id.in_subquery(own)),
        )
}

/// Messages of these tickets, without notes.
pub(super) fn public_of(tickets: Select<ticket::Entity>) -> Select<message::Entity> {
    let tickets = tickets.select_only().column(ticket::Column::Id).into_query();
    message::Entity::find()
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .filter(message::Column::TicketId.in_subquery(tickets))
}

/// Somebody who downloads a file.
pub(crate) trait Reader: Sized + 'static {
    fn readable(&self) -> Select<attachment::Entity>;

    /// The reader as the database knows them now, or an error when they may no longer read.
    fn again(&self, state: &AppState) -> impl Future<Output = Result<Self>>;
}

/// Answers with the file, or the range of it that is asked for. What takes long ends when the right to it ends.
pub(crate) async fn answer(
    state: &Data<AppState>,
    reader: impl Reader,
    id: AttachmentId,
    req: &HttpRequest,
) -> Result<HttpResponse> {
    let file = find(state, &reader, id).await?;
    let size = u64::try_from(file.size).map_err(anyhow::Error::from)?;
    let mut res = HttpResponse::Ok();
    res.content_type(rules::inert_type(&file.media_type))
        .insert_header((header::CONTENT_DISPOSITION, disposition::attachment(&file.name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::ACCEPT_RANGES, "bytes"));
    let asked = req.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
    let part = asked.and_then(|range| one_range(range, size));
    if let Some(range) = &part {
        let said = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        res.status(StatusCode::PARTIAL_CONTENT)
            .insert_header((header::CONTENT_RANGE, said));
    }
    let range = part.unwrap_or(0..size);
    let length = range.end - range.start;
    let bytes = stored_bytes(state, (file.account_id, file.id), range).await?;
    let bytes = while_allowed(state.clone(), reader, (file.account_id, file.id), bytes);
    let bytes = bytes.map(|part| {
        part.map_err(|err| {
            tracing::warn!(error = %format!("{err:#}"), "a download ended early: {err:#}");
            std::io::Error::other("the download ended early")
        })
    });
    Ok(res.no_chunking(length).streaming(bytes))
}

pub(super) async fn find(state: &AppState, reader: &impl Reader, id: AttachmentId) -> Result<attachment::Model> {
    let file = reader.readable().filter(attachment::Column::Id.eq(id));
    file.one(&state.db).await?.ok_or(Error::NotFound("attachment"))
}

/// Asks every few seconds whether the reader still may.
fn while_allowed(
    state: Data<AppState>,
    mut reader: impl Reader,
    (account_id, id): (AccountId, AttachmentId),
    bytes: impl Stream<Item = anyhow::Result<Bytes>>,
) -> impl Stream<Item = anyhow::Result<Bytes>> {
    let recheck = Duration::from_millis(state.config.live.recheck_ms);
    async_stream::try_stream! {
        let mut asked = Instant::now();
        for await part in bytes {
            if asked.elapsed() >= recheck {
                reader = scope::of_account(account_id, async {
                    let again = reader.again(&state).await?;
                    find(&state, &again, id).await.map(|_| again)
                })
                .await?;
                asked = Instant::now();
            }
            yield part?;
        }
    }
}

/// Part of a stored file. Where its pieces are is read at once; their bytes as they are asked for.
pub(crate) async fn stored_bytes(
    state: &AppState,
    (account_id, id): (AccountId, AttachmentId),
    range: Range<u64>,
) -> Result<impl Stream<Item = anyhow::Result<Bytes>> + Send + use<>> {
    let pieces = pieces::of_file(&state.db, (account_id, id)).await?;
    let store = state.files.clone();
    Ok(async_stream::try_stream! {
        for piece in pieces {
            let (start, size) = (u64::try_from(piece.start_at)?, u64::try_from(piece.size)?);
            let (from, to) = (range.start.max(start), range.end.min(start + size));
            if from >= to {
                continue;
            }
            let mut bytes = store.get(&pieces::key(account_id, piece.id), from - start..to - start).await?;
            while let Some(part) = bytes.next().await {
                yield part?;
            }
        }
    })
}

/// The one range that is asked for. What is malformed, asks for several, or for what is not there, is answered with everything.
fn one_range(header: &str, size: u64) -> Option<Range<u64>> {
    let (from, to) = header.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse::<u64>().ok())?
    };
    let range = match (from, to) {
        ("", last) => size.saturating_sub(number(last)?)..size,
        (from, "") => number(from)?..size,
        (from, to) => {
            let (from, to) = (number(from)?, number(to)?);
            from..to.saturating_add(1).min(size)
        }
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_and_all_else_is_everything() {
        let part = |header: &str| one_range(header, 100).map(|range| (range.start, range.end));
        assert_eq!(part("bytes=0-0"), Some((0, 1)));
        assert_eq!(part("bytes=10-"), Some((10, 100)));
        assert_eq!(part("bytes=-10"), Some((90, 100)));
        assert_eq!(part("bytes=-1000"), Some((0, 100)));
        assert_eq!(part("bytes=90-1000"), Some((90, 100)));
        for everything in [
            "bytes=100-",
            "bytes=-0",
            "bytes=5-4",
            "bytes=0-1,4-5",
            "bytes=a-b",
            "bytes=",
            "bytes=+1-2",
            "lines=1-2",
            "",
        ] {
            assert_eq!(part(everything), None, "{everything}");
        }
    }
}
