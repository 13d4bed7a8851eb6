use actix_web::HttpRequest;

/// The IP address a request came from, for the audit log and the list of sessions.
pub(crate) fn place(req: &HttpRequest) -> String {
    req.peer_addr()
        .map(|peer| peer.ip().to_canonical().to_string())
        .unwrap_or_default()
}
