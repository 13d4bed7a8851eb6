//! Forms: which there are and in what order, and the builder of one.

mod condition;
mod draft;
mod editor;
mod field_form;
mod line;
mod lines;
mod list;
mod new;
mod outline;
mod placement;
mod preview;
mod publish;
mod section_form;

pub(super) use self::editor::FormPage;
pub(super) use self::list::FormsPage;
