//! The styles of what no first visit to the portal shows (`*.later.css`): it carries them in its second module. The console's style sheet has
//! them from the start.

pub const LATER: [&str; 16] = [
    include_str!("components/attachments.later.css"),
    include_str!("components/checkbox.later.css"),
    include_str!("components/chip.later.css"),
    include_str!("components/composer.later.css"),
    include_str!("components/copy_field.later.css"),
    include_str!("components/dialog.later.css"),
    include_str!("components/markdown.later.css"),
    include_str!("components/menu.later.css"),
    include_str!("components/segments.later.css"),
    include_str!("components/select_field.later.css"),
    include_str!("components/shortcuts_dialog.later.css"),
    include_str!("components/table.later.css"),
    include_str!("components/tabs.later.css"),
    include_str!("components/text_field.later.css"),
    include_str!("forms/forms.later.css"),
    include_str!("sessions/sessions.later.css"),
];
