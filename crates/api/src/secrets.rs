//! Secrets of others that we must be able to read again, and so cannot keep as hashes: encrypted, each for its purpose and account
//! ([`Keys::seal`]). This is the list of where they are.

use anyhow::anyhow;
use portico_types::ids::AccountId;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{auth::Keys, error::Result};

/// A column of sealed secrets.
pub(crate) struct Sealed {
    table: &'static str,
    column: &'static str,
    /// What [`Keys::seal`] and [`Keys::open`] are told.
    pub purpose: &'static str,
}

/// The client secret of an account's own OpenID provider.
pub(crate) const OPENID_CLIENT_SECRET: Sealed = Sealed {
    table: "openid_providers",
    column: "client_secret",
    purpose: "openid client secret",
};

/// What a Slack workspace gave us.
pub(crate) const SLACK_BOT_TOKEN: Sealed = of_workspace("bot_token", "slack bot token");
pub(crate) const SLACK_SIGNING_SECRET: Sealed = of_workspace("signing_secret", "slack signing secret");
pub(crate) const SLACK_REFRESH_TOKEN: Sealed = of_workspace("refresh_token", "slack refresh token");
pub(crate) const SLACK_APP_TOKEN: Sealed = of_workspace("app_token", "slack app token");

const fn of_workspace(column: &'static str, purpose: &'static str) -> Sealed {
    Sealed {
        table: "slack_workspaces",
        column,
        purpose,
    }
}

/// Whoever stores another kind of secret names it here, or changing the key would lose it.
const ALL: [Sealed; 5] = [
    OPENID_CLIENT_SECRET,
    SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
    SLACK_REFRESH_TOKEN,
    SLACK_APP_TOKEN,
];

/// Opens every secret of an account and seals it under the present key. Returns how many there were.
pub(crate) async fn seal_anew(db: &impl ConnectionTrait, keys: &Keys, account_id: AccountId) -> Result<usize> {
    let mut count = 0;
    for Sealed { table, column, purpose } in ALL {
        let backend = db.get_database_backend();
        let sql =
            format!("SELECT id, {column} FROM {table} WHERE account_id = $1 AND {column} IS NOT NULL ORDER BY id");
        let rows = db
            .query_all_raw(Statement::from_sql_and_values(backend, sql, [account_id.into()]))
            .await?;
        for row in rows {
            let id: Uuid = row.try_get("", "id")?;
            let sealed: Vec<u8> = row.try_get("", column)?;
            let plain = keys.open(purpose, account_id, &sealed)?;
            let values = [
                keys.seal(purpose, account_id, &plain)?.into(),
                account_id.into(),
                id.into(),
                sealed.into(),
            ];
            let sql = format!("UPDATE {table} SET {column} = $1 WHERE account_id = $2 AND id = $3 AND {column} = $4");
            let changed = db
                .execute_raw(Statement::from_sql_and_values(backend, sql, values))
                .await?;
            if changed.rows_affected() != 1 {
                return Err(anyhow!("a secret was changed meanwhile ({purpose}); run this again").into());
            }
            count += 1;
        }
    }
    Ok(count)
}
