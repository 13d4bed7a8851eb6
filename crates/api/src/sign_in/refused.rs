//! Why somebody did not come in: in one code for the audit log, in one of two answers for them.

use crate::error::Error;

/// Why somebody did not come in. They learn which of the two it is and no more; the code is for the audit log.
#[derive(Debug)]
pub(super) enum Refused {
    /// The proof is no good.
    Failed(&'static str),
    /// The same, and the audit log has enough of it.
    Unnoted(&'static str),
    /// The proof is good, and still they may not.
    NotAllowed(&'static str),
    /// Not their doing.
    Broken(Error),
}

impl<E: Into<Error>> From<E> for Refused {
    fn from(err: E) -> Self {
        Self::Broken(err.into())
    }
}

impl Refused {
    pub(super) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Failed(code) | Self::Unnoted(code) | Self::NotAllowed(code) => Some(code),
            Self::Broken(_) => None,
        }
    }

    /// What the browser is told.
    pub(super) fn answer(self) -> Error {
        match self {
            Self::Failed(_) | Self::Unnoted(_) => Error::SignInFailed,
            Self::NotAllowed(_) => Error::NotAllowed,
            Self::Broken(err) => err,
        }
    }
}
