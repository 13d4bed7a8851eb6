//! What the pages of forms say.

use portico_types::forms::{Changes, FieldKind, Format, Operator};
use portico_types::staff::FormSummary;

pub const FORMS: &str = "Forms";
pub const FORMS_LINE: &str = "What customers fill in for a new ticket";
pub const FORMS_TEXT: &str = "What customers fill in when they open a ticket. With several forms the portal asks first what it is about, in this order; with none it asks for a title and a description.";
pub const FORMS_BY_ADMINS: &str = "Admins change these.";
pub const NEW_FORM: &str = "New form";
pub const NO_FORMS: &str = "No forms yet";
pub const NO_FORMS_TEXT: &str = "Until there is one, the portal asks for a title, a description and a priority.";
pub const CREATE_FORM: &str = "Create form";
pub const FORM_NAME_HELP: &str = "As customers choose it, such as “Report a problem”.";
pub const BEGIN_WITH: &str = "Begin with";
pub const EMPTY_FORM: &str = "An empty form";
pub const FORM_DESCRIPTION: &str = "Description";
pub const FORM_DESCRIPTION_HELP: &str = "One line below the name.";
pub const FORM_ARCHIVED: &str = "Archived";
pub const FORM_DRAFT: &str = "Draft";
pub const ALL_FORMS: &str = "All forms";
pub const FIELDS: &str = "Fields";
pub const NO_FIELDS: &str = "Title, description and priority are always asked for. Add what else you need to know.";
pub const ADD_FIELD: &str = "Add field";
pub const ADD_SECTION: &str = "Add section";
pub const UNTITLED: &str = "Without a label";
pub const UNTITLED_SECTION: &str = "Section without a title";
pub const REORDER_HELP: &str =
    "Drag a field by its handle, use its arrows, or press Alt with the arrow keys while it has the focus.";
pub const LABEL: &str = "Label";
pub const HELP_TEXT: &str = "Help text";
pub const KIND: &str = "Type";
pub const REQUIRED: &str = "Required";
pub const HIDDEN: &str = "Hidden from customers";
pub const HIDDEN_HELP: &str = "Your team sees it; customers neither see nor fill it in.";
pub const MAY_EDIT: &str = "Customers may edit it";
pub const MAY_EDIT_HELP: &str = "Where not, the portal leaves it out.";
pub const CHOICES: &str = "Choices";
pub const CHOICES_HELP: &str = "One on each line.";
pub const WHOLE: &str = "Whole numbers only";
pub const EARLIEST: &str = "Earliest date";
pub const LATEST: &str = "Latest date";
pub const FORMAT: &str = "Format";
pub const ANY_TEXT: &str = "Any text";
pub const DEFAULT: &str = "Begins with";
pub const TICKED: &str = "Begins ticked";
pub const SECTION: &str = "Section";
pub const SECTION_TITLE: &str = "Title";
pub const SHOW_WHEN: &str = "Show it only when…";
pub const REQUIRE_WHEN: &str = "Require it when…";
pub const NARROW: &str = "Offer fewer choices when…";
pub const NARROW_HELP: &str = "The first rule that holds counts.";
pub const ADD_RULE: &str = "Add rule";
pub const REMOVE_RULE: &str = "Remove rule";
pub const THEN_OFFER: &str = "Then offer";
pub const ADD_CONDITION: &str = "Add condition";
pub const ADD_GROUP: &str = "Add group";
pub const REMOVE_CONDITION: &str = "Remove condition";
pub const REMOVE_GROUP: &str = "Remove group";
pub const NOTHING_BEFORE: &str = "Conditions look at fields that come before; there is none yet.";
pub const IF: &str = "If";
pub const CONDITION_FIELD: &str = "Field";
pub const COMPARISON: &str = "Comparison";
pub const VALUE: &str = "Value";
pub const ALL_HOLD: &str = "All of these hold";
pub const ANY_HOLDS: &str = "Any of these holds";
pub const NONE_HOLDS: &str = "None of these holds";
pub const TICKED_NOW: &str = "ticked";
pub const NOT_TICKED: &str = "not ticked";
pub const DUPLICATE: &str = "Duplicate";
pub const REMOVE_FIELD: &str = "Remove";
pub const FORM_PREVIEW: &str = "Preview";
pub const PREVIEW_TEXT: &str = "As customers see it. Try its conditions; nothing is sent.";
pub const PREVIEW_TITLE: &str = "Title";
pub const PREVIEW_DESCRIPTION: &str = "Description";
pub const CHECK_ANSWERS: &str = "Check answers";
pub const ANSWERS_GOOD: &str = "These answers would be taken.";
pub const PREVIEW_PEOPLE: [&str; 2] = ["A colleague", "Another colleague"];
pub const DRAFT_SAVED: &str = "Draft saved";
pub const SAVING: &str = "Saving…";
pub const NOT_SAVED: &str = "Not saved yet";
pub const SAVE_FAILED: &str = "Could not save the draft.";
pub const SAVE_CONFLICT: &str =
    "Somebody else has changed this form. Load what they made; what you changed since then is lost.";
pub const LOAD_THEIRS: &str = "Load theirs";
pub const NO_CHANGES: &str = "Nothing to publish";
pub const PUBLISH: &str = "Publish";
pub const PUBLISH_TITLE: &str = "Publish this form?";
pub const PUBLISH_TEXT: &str =
    "New tickets are filed with it from now on. Tickets that were filed before keep the form they were filed with.";
pub const MEND_FIRST: &str = "Mend this first";
pub const GONE_FIELD: &str = "A field that is gone";
pub const NOT_WHOLE: &str = "Enter a whole number";
pub const PUBLISHED_NOW: &str = "Published.";
pub const DISCARD_DRAFT: &str = "Discard draft";
pub const DISCARD_TITLE: &str = "Discard the draft?";
pub const DISCARD_TEXT: &str = "The form becomes what is published again.";
pub const ARCHIVE: &str = "Archive";
pub const RESTORE: &str = "Restore";
pub const ARCHIVED_NOTE: &str = "This form is archived: nobody is offered it.";
pub const OFFERED_TO: &str = "Offered to";
pub const CONDITIONAL: &str = "Conditional";
pub const WHO_CHOOSES: &str = "Who can choose this form";
pub const OFFERED_TO_HELP: &str = "Takes effect at once.";
pub const EVERYBODY: &str = "Everybody";
pub const EVERYBODY_HELP: &str = "Each customer's people.";
pub const SOME: &str = "Collections and customers";
pub const SOME_HELP: &str = "Only the people of those you choose.";
pub const NOBODY_AT_ALL: &str = "Nobody";
pub const NOBODY_HELP: &str = "The portal does not show it.";
pub const COLLECTIONS: &str = "Collections";
pub const SAVE_PLACES: &str = "Save";
pub const PLACED: &str = "Saved. Customers see it with their next page.";

pub const fn field_kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::ShortText => "Short text",
        FieldKind::LongText => "Long text",
        FieldKind::Number => "Number",
        FieldKind::Date => "Date",
        FieldKind::Select => "One of several choices",
        FieldKind::MultiSelect => "Several choices",
        FieldKind::Checkbox => "Checkbox",
        FieldKind::Person => "Person",
        FieldKind::File => "Files",
    }
}

pub const fn format(format: Format) -> &'static str {
    match format {
        Format::Email => "E-mail address",
        Format::Link => "Link",
    }
}

pub const fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Is => "is",
        Operator::IsNot => "is not",
        Operator::IsAnyOf => "is any of",
        Operator::Contains => "contains",
        Operator::IsEmpty => "is empty",
        Operator::IsNotEmpty => "is not empty",
        Operator::LessThan => "is less than",
        Operator::AtMost => "is at most",
        Operator::MoreThan => "is more than",
        Operator::AtLeast => "is at least",
    }
}

/// What `min` and `max` mean for a kind that has them.
pub const fn limits(kind: FieldKind) -> Option<(&'static str, &'static str)> {
    match kind {
        FieldKind::ShortText | FieldKind::LongText => Some(("Fewest characters", "Most characters")),
        FieldKind::Number => Some(("Smallest number", "Largest number")),
        FieldKind::MultiSelect => Some(("Fewest choices", "Most choices")),
        FieldKind::File => Some(("Fewest files", "Most files")),
        _ => None,
    }
}

pub fn form_state(form: &FormSummary) -> String {
    match (form.archived_at, form.published_version) {
        (Some(_), _) => FORM_ARCHIVED.to_owned(),
        (None, None) => FORM_DRAFT.to_owned(),
        (None, Some(version)) if form.has_draft => format!("Version {version}, changes not published"),
        (None, Some(version)) => format!("Version {version}"),
    }
}

pub fn offered(form: &FormSummary) -> String {
    if form.on_portal {
        return EVERYBODY.to_owned();
    }
    let many = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let parts = [
        many(form.collections.len(), "collection", "collections"),
        many(form.customers.len(), "customer", "customers"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        NOBODY_AT_ALL.to_owned()
    } else {
        parts.join(", ")
    }
}

pub fn move_up(label: &str) -> String {
    format!("Move {label} up")
}

pub fn move_down(label: &str) -> String {
    format!("Move {label} down")
}

pub fn more_about(label: &str) -> String {
    format!("More for {label}")
}

pub fn moved(label: &str, position: usize, of: usize) -> String {
    format!("{label}: {position} of {of}")
}

pub fn field_removed(label: &str) -> String {
    format!("Removed {label}.")
}

/// What a publication changes, one line each.
pub fn changes(changes: &Changes) -> Vec<String> {
    let listed = |word: &str, all: &[String]| (!all.is_empty()).then(|| format!("{word}: {}", all.join(", ")));
    let rearranged = changes.rearranged.then(|| "Order and sections".to_owned());
    [
        listed("Added", &changes.added),
        listed("Changed", &changes.changed),
        listed("Removed", &changes.removed),
        rearranged,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A field that was removed and that a condition still looks at.
pub fn gone_field(label: &str) -> String {
    format!("{label} (removed)")
}

/// After a field was removed that others look at.
pub fn field_missed(label: &str, lookers: &[String]) -> String {
    format!(
        "“{label}” is removed. A condition still looks at it: {}",
        lookers.join(", ")
    )
}

/// What is wrong with a field or section.
pub fn mend(label: &str, what: &str) -> String {
    format!("“{label}”: {what}")
}

pub fn looks_behind(label: &str, missed: &[String]) -> String {
    format!(
        "“{label}” looks at “{}”, which does not come before it",
        missed.join("”, “")
    )
}
