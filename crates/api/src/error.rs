//! What can go wrong in a request, and its one translation into a [`Problem`].

use actix_web::{HttpResponse, ResponseError, http::StatusCode, http::header};
use portico_types::{FieldError, Problem, staff::ApiScope};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::edge;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("not signed in")]
    Unauthenticated,
    /// The proof of a sign-in was wrong, used, late, or from another browser: always the same answer.
    #[error("sign-in failed")]
    SignInFailed,
    /// The proof of a sign-in was good, and still this person may not come in: the same answer for every reason.
    #[error("not allowed in")]
    NotAllowed,
    /// A sign-in provider does not answer as it should.
    #[error("the provider does not answer")]
    ProviderAway,
    /// Slack does not answer as it should.
    #[error("Slack does not answer")]
    SlackAway,
    /// The session is too old for something this sensitive.
    #[error("sign in again")]
    SignInAgain,
    /// The API key was not given this scope.
    #[error("the key lacks the scope {0}")]
    ScopeMissing(ApiScope),
    /// The caller may know it exists.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    #[error("the portal is not available")]
    PortalNotAvailable,
    /// Absent, or not theirs to know about.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Not the JSON, path, header or query we expect.
    #[error("malformed request: {0}")]
    Malformed(String),
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// A closed ticket takes no more replies.
    #[error("the ticket is closed")]
    TicketClosed,
    #[error("method not allowed")]
    MethodNotAllowed,
    #[error("body too large")]
    TooLarge,
    /// The body did not arrive in time.
    #[error("body too slow")]
    TooSlow,
    #[error("unsupported media type: {0}")]
    UnsupportedMediaType(&'static str),
    /// The caller does more at once than one person needs.
    #[error("too many requests: {0}")]
    TooMany(&'static str),
    /// The database does not answer; ask again later.
    #[error("unavailable")]
    Unavailable(#[source] anyhow::Error),
    /// One of the above that contacts meet: browsers say it in the reader's language, by the code (`refusal` in `ui.ftl`).
    #[error("{0}")]
    Coded(Box<Self>, &'static str),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// One bad field.
    pub(crate) fn field(name: &str, message: &str) -> Self {
        Self::Invalid(vec![FieldError::new(name, message)])
    }

    /// With a word for why: of whatever is wrong in the request or in its way, not of what is our mistake.
    pub(crate) fn because(self, code: &'static str) -> Self {
        match self {
            Self::Invalid(errors) => Self::Invalid(errors.into_iter().map(|it| it.with_code(code)).collect()),
            Self::Conflict(_) | Self::Forbidden(_) | Self::TooMany(_) => Self::Coded(Box::new(self), code),
            other => other,
        }
    }

    /// Without its code.
    pub(crate) fn plain(&self) -> &Self {
        match self {
            Self::Coded(inner, _) => inner,
            other => other,
        }
    }

    /// Of an insert or update that can violate a unique key: the conflict that is then.
    pub(crate) fn unique(err: DbErr, why: &'static str) -> Self {
        match err.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict(why),
            _ => err.into(),
        }
    }

    /// For a terminal: the sentences a browser would get, as one.
    pub(crate) fn in_words(self) -> anyhow::Error {
        match self {
            Self::Coded(inner, _) => inner.in_words(),
            Self::Conflict(why) | Self::Forbidden(why) => anyhow::anyhow!(why),
            Self::Invalid(errors) => {
                let lines: Vec<String> = errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
                anyhow::anyhow!(lines.join("; "))
            }
            other => other.into(),
        }
    }

    fn problem(&self) -> Problem {
        let p = |kind, status, title: &str| Problem::new(kind, status, title);
        let with = |mut problem: Problem, detail: &str| {
            problem.detail = Some(detail.to_owned());
            problem
        };
        match self {
            Self::Coded(inner, code) => Problem {
                code: Some((*code).to_owned()),
                ..inner.problem()
            },
            Self::Unauthenticated => p(Problem::UNAUTHENTICATED, 401, "Sign in to go on"),
            Self::SignInFailed => p(
                Problem::SIGN_IN_FAILED,
                401,
                "This link or code no longer works; ask for a new one",
            ),
            Self::NotAllowed => p(Problem::NOT_ALLOWED, 403, "You can't come in with this account"),
            Self::ProviderAway => p(
                Problem::UNAVAILABLE,
                503,
                "The sign-in provider does not answer; try again in a moment, or another way",
            ),
            Self::SlackAway => p(
                Problem::UNAVAILABLE,
                503,
                "Slack does not answer; try again in a moment",
            ),
            Self::SignInAgain => p(
                Problem::SIGN_IN_AGAIN,
                403,
                "Sign in again to do this; you have been signed in for a while",
            ),
            Self::ScopeMissing(scope) => with(
                p(Problem::SCOPE_MISSING, 403, "This API key may not do this"),
                &format!("The key needs the scope {scope}."),
            ),
            Self::Forbidden(why) => with(p(Problem::FORBIDDEN, 403, "You may not do this"), why),
            Self::PortalNotAvailable => p(Problem::PORTAL_NOT_AVAILABLE, 403, "This portal is not available"),
            Self::NotFound(what) => with(
                p(Problem::NOT_FOUND, 404, "Not found"),
                &format!("There is no such {what}."),
            ),
            Self::Malformed(why) => with(p(Problem::MALFORMED, 400, "The request could not be read"), why),
            Self::Invalid(errors) => Problem {
                errors: errors.clone(),
                ..p(Problem::INVALID, 422, "Some fields need another look")
            },
            Self::Conflict(why) => with(p(Problem::CONFLICT, 409, "In conflict with how things are now"), why),
            Self::TicketClosed => p(
                Problem::TICKET_CLOSED,
                409,
                "This ticket is closed; open a follow-up instead",
            ),
            Self::MethodNotAllowed => p(
                Problem::METHOD_NOT_ALLOWED,
                405,
                "This address does not know that method",
            ),
            Self::TooSlow => p(Problem::TOO_SLOW, 408, "The request took too long to arrive"),
            Self::TooLarge => p(Problem::TOO_LARGE, 413, "The request is too large"),
            Self::UnsupportedMediaType(why) => {
                with(p(Problem::UNSUPPORTED_MEDIA_TYPE, 415, "Unsupported media type"), why)
            }
            Self::TooMany(why) => with(p(Problem::TOO_MANY_REQUESTS, 429, "Too much at once"), why),
            Self::Unavailable(_) => p(
                Problem::UNAVAILABLE,
                503,
                "Portico cannot reach its database; try again in a moment",
            ),
            Self::Internal(_) => p(Problem::INTERNAL, 500, "Something went wrong on our side"),
        }
    }
}

impl From<Vec<FieldError>> for Error {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Invalid(errors)
    }
}

impl From<DbErr> for Error {
    /// Trouble with reaching the database is the outage it is (503); all else is our mistake (500).
    fn from(err: DbErr) -> Self {
        let busy = |text: &str| text.contains("database is locked") || text.contains("database table is locked");
        let away = match &err {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
            DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => match e.as_ref() {
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                // 57P…: PostgreSQL is shutting down or starting; 57014, 55P03: a statement or its wait for a lock took too long; 53…: out of
                // connections, disk or memory; 40001, 40P01: it stood in another's way, and that one goes first; SQLite busy.
                sqlx::Error::Database(d) => {
                    let away = |c: &str| {
                        c.starts_with("57P")
                            || c.starts_with("53")
                            || matches!(c, "57014" | "55P03" | "40001" | "40P01")
                    };
                    d.code().is_some_and(|c| away(&c)) || busy(d.message())
                }
                _ => false,
            },
            other => busy(&other.to_string()),
        };
        let err = anyhow::Error::from(err);
        if away {
            Self::Unavailable(err)
        } else {
            Self::Internal(err)
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Internal(err) => tracing::error!(error = %format!("{err:#}"), "request failed: {err:#}"),
            Self::Unavailable(err) => tracing::warn!(error = %format!("{err:#}"), "database unavailable: {err:#}"),
            _ => {}
        }
        let mut res = HttpResponse::build(self.status_code());
        res.insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CACHE_CONTROL, "no-store"));
        match self.plain() {
            Self::Unavailable(_) | Self::ProviderAway | Self::SlackAway | Self::TooMany(_) => {
                res.insert_header((header::RETRY_AFTER, "2"));
            }
            Self::Unauthenticated => drop(res.insert_header((header::WWW_AUTHENTICATE, "Bearer"))),
            _ => {}
        }
        let problem = Problem {
            // By which whoever runs this finds the request in the log.
            instance: edge::request_id().map(|id| format!("urn:uuid:{id}")),
            ..self.problem()
        };
        res.body(serde_json::to_string(&problem).unwrap_or_default())
    }
}
