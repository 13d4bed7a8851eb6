//! Rights asked again of a caller who has kept us waiting for their body. What they may do was judged before it was read, perhaps by what was
//! remembered of them for `sign_in.cache_seconds`; whoever holds a request open must not act by it later than five seconds after their right
//! was taken away.

use std::time::Duration;

use actix_web::{HttpMessage, HttpRequest};

use super::{Contact, Staff};
use crate::{
    auth,
    error::{Error, Result},
};

/// How long a body may take without another question to the database.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) enum Caller {
    Contact(Contact),
    Staff(Staff),
}

/// Who makes a request, and when that was found.
#[derive(Clone)]
struct Judged {
    caller: Caller,
    at: Duration,
}

/// Remembers for the length of a request who makes it.
pub(super) fn judged(req: &HttpRequest, caller: Caller) -> Result<()> {
    let at = auth::state(req)?.clock.elapsed();
    req.extensions_mut().insert(Judged { caller, at });
    Ok(())
}

/// Refuses a caller who may no longer what they might when they were judged, if that was a while ago. Strangers were not.
pub(crate) async fn again(req: &HttpRequest) -> Result<()> {
    let state = auth::state(req)?;
    let Some(before) = req.extensions().get::<Judged>().cloned() else {
        return Ok(());
    };
    let at = state.clock.elapsed();
    if at.saturating_sub(before.at) < PATIENCE {
        return Ok(());
    }
    let (now, same) = match &before.caller {
        Caller::Contact(known) => {
            let found = known.still_admitted(&state).await?;
            let of = |it: &Contact| (it.customer_id, it.role, it.visibility);
            let same = of(&found) == of(known);
            (Caller::Contact(found), same)
        }
        Caller::Staff(known) => {
            let found = known.still_admitted(&state).await?;
            let same = found.role >= known.role;
            (Caller::Staff(found), same)
        }
    };
    if !same {
        return Err(Error::Unauthenticated); // Their page renews its token, asks again, and is judged as they are now.
    }
    req.extensions_mut().insert(Judged { caller: now, at });
    Ok(())
}
