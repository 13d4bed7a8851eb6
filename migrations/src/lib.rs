//! The history of Portico's schema. Imports nothing of ours: entities will change, history must not.
//!
//! Written as SQL with a handful of type words (see [`sql`]), because composite keys and partial indexes read best there and both
//! databases agree on everything else.
//!
//! Numbers only order. There is no 20: that migration was never merged, and a number that somebody's database may know is not given again.

use sea_orm_migration::prelude::*;

mod m20261123_000001_accounts_and_people;
mod m20261123_000002_forms_and_tickets;
mod m20261123_000003_slack;
mod m20261123_000004_jobs;
mod m20261123_000005_access;
mod m20261127_000006_who_may_come_in;
mod m20261127_000007_row_level_security;
mod m20261128_000008_waiting_identities;
mod m20261128_000009_jobs_of_workspaces;
mod m20261128_000010_who_stays_out;
mod m20261128_000011_by_which_provider;
mod m20261128_000012_outbox;
mod m20261128_000013_compared_threads;
mod m20261128_000014_states_of_channels;
mod m20261128_000015_heard_in_slack;
mod m20261128_000016_slack_workspaces;
mod m20261128_000017_attachments;
mod m20261128_000018_moved_tickets;
mod m20261128_000019_mentions_of_agents;
mod m20261128_000021_channels_and_clocks;
mod m20261128_000022_sockets_of_every_process;
mod m20261128_000023_switches_that_hold;
mod m20261128_000024_owners_prove_themselves;
mod m20261128_000026_what_came_before_the_owner;
mod m20261128_000028_chosen_customers;
mod m20261128_000029_drafts_of_forms;
mod m20261128_000030_answers_by_mail;
mod m20261128_000031_full_text_search;
mod m20261128_000032_saved_views;
mod m20261128_000033_followers_and_wishes;
mod m20261128_000034_exports;
mod m20261128_000040_thumbnails;
mod m20261128_000041_languages;
mod m20261128_000042_jobs_by_kind;
mod m20261129_000043_deferred_jobs;
mod m20261129_000044_doubts;
mod m20261129_000045_follow_ups;
mod m20261129_000046_numbers_for_customers;
mod sql;

pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_accounts_and_people::Migration),
            Box::new(m20261123_000002_forms_and_tickets::Migration),
            Box::new(m20261123_000003_slack::Migration),
            Box::new(m20261123_000004_jobs::Migration),
            Box::new(m20261123_000005_access::Migration),
            Box::new(m20261127_000006_who_may_come_in::Migration),
            Box::new(m20261127_000007_row_level_security::Migration),
            Box::new(m20261128_000008_waiting_identities::Migration),
            Box::new(m20261128_000009_jobs_of_workspaces::Migration),
            Box::new(m20261128_000010_who_stays_out::Migration),
            Box::new(m20261128_000011_by_which_provider::Migration),
            Box::new(m20261128_000012_outbox::Migration),
            Box::new(m20261128_000013_compared_threads::Migration),
            Box::new(m20261128_000014_states_of_channels::Migration),
            Box::new(m20261128_000015_heard_in_slack::Migration),
            Box::new(m20261128_000016_slack_workspaces::Migration),
            Box::new(m20261128_000017_attachments::Migration),
            Box::new(m20261128_000018_moved_tickets::Migration),
            Box::new(m20261128_000019_mentions_of_agents::Migration),
            Box::new(m20261128_000021_channels_and_clocks::Migration),
            Box::new(m20261128_000022_sockets_of_every_process::Migration),
            Box::new(m20261128_000023_switches_that_hold::Migration),
            Box::new(m20261128_000024_owners_prove_themselves::Migration),
            Box::new(m20261128_000026_what_came_before_the_owner::Migration),
            Box::new(m20261128_000028_chosen_customers::Migration),
            Box::new(m20261128_000029_drafts_of_forms::Migration),
            Box::new(m20261128_000030_answers_by_mail::Migration),
            Box::new(m20261128_000031_full_text_search::Migration),
            Box::new(m20261128_000032_saved_views::Migration),
            Box::new(m20261128_000033_followers_and_wishes::Migration),
            Box::new(m20261128_000034_exports::Migration),
            Box::new(m20261128_000040_thumbnails::Migration),
            Box::new(m20261128_000041_languages::Migration),
            Box::new(m20261128_000042_jobs_by_kind::Migration),
            Box::new(m20261129_000043_deferred_jobs::Migration),
            Box::new(m20261129_000044_doubts::Migration),
            Box::new(m20261129_000045_follow_ups::Migration),
            Box::new(m20261129_000046_numbers_for_customers::Migration),
        ]
    }
}
