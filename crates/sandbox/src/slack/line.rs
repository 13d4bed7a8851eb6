//! One socket, from the handshake until its end.

use std::{sync::Arc, time::Duration};

use async_tungstenite::{
    WebSocketStream,
    tokio::{TokioAdapter, accept_hdr_async},
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};
use futures_util::StreamExt;
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::{Instant, interval, sleep, sleep_until},
};

use super::sockets::{Order, Sockets, Ticket};

/// How often Slack asks for a sign of life.
const PING: Duration = Duration::from_secs(5);
/// Before the next socket is taken when one could not be.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a socket stays after it was said that it ends. At Slack some ten seconds.
const LEAVES_AFTER: Duration = Duration::from_secs(2);

/// Takes sockets until the task is aborted.
pub(crate) async fn serve(listener: TcpListener, sockets: Arc<Sockets>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(take(stream, Arc::clone(&sockets)));
            }
            Err(error) => {
                tracing::warn!("a socket did not come about: {error}");
                sleep(PAUSE).await; // For want of something that the next try would miss, too.
            }
        }
    }
}

async fn take(stream: TcpStream, sockets: Arc<Sockets>) {
    let mut admitted = None;
    #[expect(clippy::result_large_err, reason = "the form that the handshake asks for")]
    let judge = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        let query = request.uri().query().unwrap_or_default();
        let ticket = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "ticket");
        admitted = ticket.and_then(|(_, ticket)| sockets.admit(&ticket));
        if admitted.is_some() {
            return Ok(response);
        }
        let mut refusal = ErrorResponse::new(Some("this ticket is used, late or unknown".to_owned()));
        *refusal.status_mut() = async_tungstenite::tungstenite::http::StatusCode::BAD_REQUEST;
        Err(refusal)
    };
    let socket = accept_hdr_async(stream, judge).await;
    if let (Ok(socket), Some(ticket)) = (socket, admitted) {
        hold(socket, ticket, &sockets).await;
    }
}

async fn hold(mut socket: WebSocketStream<TokioAdapter<TcpStream>>, ticket: Ticket, sockets: &Sockets) {
    let (token, app_id) = ticket.app;
    let (orders, mut ordered) = mpsc::unbounded_channel();
    let (id, count) = sockets.begin(&token, orders);
    let hello = json!({"type": "hello", "num_connections": count, "connection_info": {"app_id": app_id},
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}});
    let mut ping = interval(PING);
    let (mut hushed, mut leaves) = (false, None::<Instant>);
    let mut lives = socket.send(Message::text(hello.to_string())).await.is_ok();
    while lives {
        let leave = async {
            match leaves {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        lives = tokio::select! {
            order = ordered.recv() => match order {
                Some(Order::Say(_) | Order::Leave(_)) if hushed => true,
                Some(Order::Say(text)) => socket.send(Message::text(text)).await.is_ok(),
                Some(Order::Leave(reason)) => {
                    leaves.get_or_insert(Instant::now() + LEAVES_AFTER);
                    let said = json!({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}});
                    socket.send(Message::text(said.to_string())).await.is_ok()
                }
                Some(Order::Hush) => {
                    hushed = true;
                    true
                }
                Some(Order::Cut) | None => false,
            },
            came = socket.next(), if !hushed => match came {
                Some(Ok(Message::Text(text))) => sockets.hear(&text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => false,
                Some(Ok(_)) => true,
            },
            _ = ping.tick(), if !hushed => socket.send(Message::Ping("Ping from applink".into())).await.is_ok(),
            () = leave => {
                let _ = socket.close(None).await; // Gone already.
                false
            }
        };
    }
    sockets.end(id);
}
