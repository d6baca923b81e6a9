//! The suite that every backend passes: what the traits of this crate mean, as tests.
//!
//! A backend implements [`Backend`] in its tests and calls [`conformance!`](crate::conformance!). A rule that is true of
//! one backend only stands in that backend's own tests, not here.
//!
//! | module | holds |
//! |---|---|
//! | [`world`] | people and rooms to test with |
//! | [`accounts`] | accounts and their names |
//! | [`session`] | sessions, invite codes, reset links |
//! | [`keys`] | access tokens, guests' leases of their names |
//! | [`rooms`] | making, entering, leaving and losing rooms |
//! | [`lists`] | what somebody sees of rooms and members |
//! | [`links`] | invite links into rooms |
//! | [`messages`] | the log: order, idempotency, pages |
//! | [`changes`] | what was said is edited, deleted, reacted to |
//! | [`folded`] | pages of such a log |
//! | [`marks`] | read marks, unread messages and mentions |
//! | [`search`] | what is found, and what must not be |
//! | [`corpus`] | messages that nobody wrote, for searches |
//! | [`presence`] | who is there, as leases; when somebody was there last |
//! | [`push`] | browsers that are told while nobody looks |
//! | [`archive`] | everything as records, carried into another store |
//! | [`redis`] | a real Redis to run it against |

pub mod accounts;
pub mod archive;
pub mod changes;
pub mod corpus;
pub mod folded;
pub mod keys;
pub mod links;
pub mod lists;
pub mod marks;
pub mod messages;
pub mod presence;
pub mod push;
pub mod redis;
pub mod rooms;
pub mod search;
pub mod session;
pub mod world;

use std::sync::Arc;

use async_trait::async_trait;

use crate::Store;

/// A backend under test.
#[async_trait]
pub trait Backend: Send + Sync + Sized + 'static {
    /// An empty store that no other test sees.
    async fn fresh() -> Self;
    /// The store.
    fn store(&self) -> Arc<dyn Store>;
    /// The same store after its process has ended and begun again. The test has dropped what [`Backend::store`] gave it.
    async fn reopen(self) -> Self;
}

/// Makes a test of every case, for one backend; or, where a backend is dear to start, one test of all cases around something that they
/// share: `conformance!(Backend, all_in: name, around: value)`.
#[macro_export]
macro_rules! conformance {
    ($backend:ty $(, all_in: $name:ident, around: $around:expr)?) => {
        $crate::conformance! { @ $backend $(, $name, $around)?;
            accounts:
                the_first_account_administers a_name_is_taken_for_ever a_new_name_shows_everywhere making_an_account_twice_makes_one
                accounts_survive_a_restart accounts_come_in_pages people_are_found_as_search_finds a_cursor_of_nobody_ends_the_list
                preferences_are_kept nobody_is_changed_who_does_not_exist closing_leaves_all_rooms_but_direct_ones
                closing_twice_changes_nothing;
            session:
                a_session_lasts_until_it_expires_or_ends a_session_ends_for_its_owner_only its_use_is_noted_once_an_hour
                a_new_password_ends_the_other_sessions a_closed_account_is_signed_out_everywhere sessions_have_a_bound
                starting_a_session_twice_starts_one many_sessions_are_checked_at_once an_invite_makes_as_many_accounts_as_it_says
                an_invite_that_is_not_valid_makes_none a_refused_account_costs_no_use invites_are_listed_while_they_can_be_used
                a_reset_link_works_once a_reset_link_that_is_not_valid_changes_nothing codes_survive_a_restart;
            keys:
                a_token_is_listed_beside_browsers a_browser_takes_no_place_of_a_token a_session_can_be_made_longer_but_not_shorter
                a_guests_name_is_theirs_while_the_lease_lasts one_secret_leases_one_name of_guests_at_once_one_gets_the_name
                a_guest_whose_lease_is_over_has_it_again_while_nobody_else_does;
            rooms:
                a_room_begins_with_its_people a_room_is_made_once_for_a_client_id nobody_enters_when_somebody_does_not_exist
                a_pair_has_one_direct_room a_direct_room_stays_as_it_is an_invitation_is_for_all_or_nobody only_public_rooms_are_joined
                the_longest_standing_member_inherits an_empty_room_belongs_to_who_comes_in only_the_creator_or_an_administrator_removes
                a_room_is_renamed_once a_deleted_room_is_gone what_made_a_deleted_room_makes_a_new_one
                strangers_and_unknown_rooms_are_told_the_same a_person_has_a_bound_of_rooms a_room_has_a_bound_of_members
                rooms_survive_a_restart changes_at_once_leave_no_hole;
            links:
                a_link_lets_in_as_many_as_it_says of_many_at_once_a_link_lets_in_no_more a_link_ends_and_is_of_one_room
                a_link_is_revoked_by_who_may a_room_has_a_bound_of_links;
            lists:
                a_summary_says_what_its_reader_needs rooms_are_listed_by_last_activity members_come_in_pages_oldest_first
                public_rooms_are_listed_by_name a_public_room_is_listed_under_its_new_name strangers_see_no_list
                a_room_is_about_what_a_member_says;
            messages:
                a_message_is_kept_as_it_was_said a_repetition_gives_the_first_entry a_repetition_at_once_stores_one
                a_client_id_is_of_one_room_and_author one_author_keeps_their_order sixty_four_writers_leave_no_hole
                a_reply_answers_a_message only_members_say_and_read history_goes_back_and_forth history_of_a_room_without_messages
                pages_follow_one_another every_page_is_within_the_log entries_and_heads_for_a_replica
                what_was_acknowledged_survives_a_restart;
            changes:
                an_edited_message_says_something_else only_its_author_edits_a_message a_deleted_message_leaves_a_tombstone
                an_owner_deletes_what_others_said reactions_are_counted_and_taken_back a_message_has_a_bound_of_emoji
                a_reply_quotes_what_it_answers an_edit_calls_those_whom_it_names a_mark_goes_back_when_it_is_asked
                what_is_edited_is_found_by_what_it_says_now;
            folded:
                pages_are_folded a_page_covers_a_bounded_span;
            marks:
                others_messages_are_unread ones_own_message_reads_the_room the_past_is_not_unread unread_is_counted_to_its_bound
                a_mark_never_goes_back a_choice_is_of_one_member_and_lasts a_name_after_an_at_is_a_mention a_mention_is_of_members_only;
            search:
                a_text_is_found_in_any_form better_hits_come_first_then_newer_ones filters_narrow nothing_leaks_from_other_rooms
                more_than_the_limit_is_said a_spent_budget_is_said what_is_gone_is_not_found pages_of_hits_follow_one_another
                without_a_text_everything_else_counts the_index_finds_what_a_scan_finds an_index_that_is_made_anew_finds_the_same;
            presence:
                a_lease_lasts_until_it_ends several_replicas_are_one_person who_is_not_renewed_is_gone_once
                who_looks_is_another_lease when_somebody_was_there_last_is_kept;
            push:
                a_server_has_one_key a_browser_is_pushed_to_while_its_session_lasts a_browser_is_of_who_signed_in_last
                an_endpoint_that_is_gone_is_forgotten who_is_called_is_said browsers_have_a_bound subscriptions_survive_a_restart;
            archive:
                a_house_moves_whole moving_twice_changes_nothing a_room_is_there_when_it_is_whole what_does_not_fit_is_refused
                a_name_of_somebody_else_is_refused the_place_of_a_room_may_be_taken rooms_are_listed_until_they_are_deleted;
        }
    };
    (@ $backend:ty; $($domain:ident: $($case:ident)+;)+) => {
        $(mod $domain {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                $crate::conformance::$domain::$case::<$backend>().await;
            })+
        })+
    };
    (@ $backend:ty, $name:ident, $around:expr; $($domain:ident: $($case:ident)+;)+) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let _around = $around;
            // Tests print what they do only when they fail, and the last line is then the case.
            $($(
                eprintln!("{}::{}", stringify!($domain), stringify!($case));
                $crate::conformance::$domain::$case::<$backend>().await;
            )+)+
        }
    };
}
