//! The questions of a form, in their sections, as their conditions want it.

use leptos::prelude::*;
use portico_types::Problem;
use portico_types::forms::{Field, FieldKind, Format, answer_of};

use super::Filling;
use super::answer::Answer;
use super::filling::Stand;
use crate::{
    Checkbox, CheckboxGroup, DateField, FilesField, MarkdownField, NamedFiles, NumberField, SelectField, TextField,
    Uploads, intl, messages,
};

/// What all questions of a form share.
#[derive(Clone, Copy)]
struct Asked {
    problem: Signal<Option<Problem>>,
    people: Signal<Vec<(String, String)>>,
    files: Option<Uploads>,
    on_submit: Option<Callback<()>>,
    only_shown: bool,
}

/// Questions that stand together: a section's, or such as are in none.
struct Group {
    /// The section's title and help.
    head: Option<(String, String)>,
    /// Which fields these are.
    indices: Vec<usize>,
    views: Vec<AnyView>,
}

/// All questions that are to be answered now. Each comes and goes by itself, so that nobody loses the focus by answering another.
#[component]
pub fn Questions(
    filling: Filling,
    #[prop(into)] problem: Signal<Option<Problem>>,
    /// Id and name of everybody who can be chosen.
    #[prop(into)]
    people: Signal<Vec<(String, String)>>,
    /// Takes files that are pasted or dropped into long texts.
    #[prop(optional)]
    files: Option<Uploads>,
    /// Ctrl/⌘+Enter in long texts.
    #[prop(optional, into)]
    on_submit: Option<Callback<()>>,
    /// Nothing is sent from here.
    #[prop(optional)]
    only_shown: bool,
) -> AnyView {
    let asked = Asked {
        problem,
        people,
        files,
        on_submit,
        only_shown,
    };
    let mut groups: Vec<Group> = Vec::new();
    let mut last = None;
    for (index, (field, answer)) in filling.fields().into_iter().enumerate() {
        if groups.is_empty() || field.section != last {
            groups.push(Group {
                head: field.section.and_then(|id| filling.section(id)),
                indices: Vec::new(),
                views: Vec::new(),
            });
            last = field.section;
        }
        let stand = Memo::new(move |_| filling.stands.with(|all| all.get(index).cloned().unwrap_or_default()));
        let field = StoredValue::new(field);
        let shown = move || {
            let stand = stand.get();
            stand.shown.then(|| control(field.get_value(), answer, stand, asked))
        };
        if let Some(group) = groups.last_mut() {
            group.indices.push(index);
            group.views.push(shown.into_any());
        }
    }
    let groups = groups.into_iter().enumerate().map(|(n, group)| {
        let Group { head, indices, views } = group;
        let Some((title, help)) = head else {
            return views.collect_view().into_any();
        };
        let id = format!("form-section-{n}");
        let empty = Memo::new(move |_| {
            filling
                .stands
                .with(|all| !indices.iter().any(|it| all.get(*it).is_some_and(|it| it.shown)))
        });
        let labelled_by = id.clone();
        view! {
            <section class="form-section" aria-labelledby=labelled_by hidden=move || empty.get()>
                <div>
                    <h2 id=id><bdi>{title}</bdi></h2>
                    {(!help.is_empty()).then(|| view! { <p class="muted"><bdi>{help}</bdi></p> })}
                </div>
                {views}
            </section>
        }
        .into_any()
    });
    groups.collect_view().into_any()
}

/// The control that fits the field.
fn control(field: Field, answer: Answer, stand: Stand, asked: Asked) -> AnyView {
    let Asked {
        problem,
        people,
        files: pasted,
        on_submit,
        only_shown,
    } = asked;
    let name = answer_of(field.id);
    let required = stand.required;
    let help = [Some(field.help.clone()), limits(&field)];
    let help: Vec<String> = help.into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let help = match &*help {
        // Isolated: one is in the form's language, the other in the reader's.
        [own, limits] => format!("\u{2068}{own}\u{2069} · \u{2068}{limits}\u{2069}"),
        one => one.concat(),
    };
    let Field { kind, label, .. } = field;
    let pairs = |all: Vec<String>| all.into_iter().map(|it| (it.clone(), it)).collect::<Vec<_>>();
    let none = || (String::new(), messages::choose().to_owned());
    match answer {
        Answer::Many(chosen) => {
            view! { <CheckboxGroup label name chosen options=pairs(stand.choices) help required problem /> }.into_any()
        }
        Answer::Tick(checked) => view! { <Checkbox label name checked help required problem /> }.into_any(),
        Answer::Files(files) => {
            let pick = if only_shown {
                view! { <p class="file-drop meta">{messages::files_go_here()}</p> }.into_any()
            } else {
                view! { <FilesField files /> }.into_any()
            };
            view! {
                <NamedFiles label name help required problem>
                    {pick}
                </NamedFiles>
            }
            .into_any()
        }
        Answer::Kept(_) => view! {
            <div class="field">
                <p class="field-label">{label}</p>
                <p class="muted">{messages::files_stay()}</p>
            </div>
        }
        .into_any(),
        Answer::Text(value) => match kind {
            FieldKind::LongText => {
                view! { <MarkdownField label name value help required problem files=pasted on_submit /> }.into_any()
            }
            FieldKind::Select => {
                let options: Vec<_> = std::iter::once(none()).chain(pairs(stand.choices)).collect();
                view! { <SelectField label name value options=Signal::stored(options) help required problem /> }
                    .into_any()
            }
            FieldKind::Person => {
                let options = Signal::derive(move || std::iter::once(none()).chain(people.get()).collect::<Vec<_>>());
                view! { <SelectField label name value options help required problem /> }.into_any()
            }
            FieldKind::Number => {
                let positive = field.min.is_some_and(|it| it >= 0);
                view! { <NumberField label name value positive help required problem /> }.into_any()
            }
            FieldKind::Date => view! { <DateField label name value help required problem /> }.into_any(),
            _ => {
                let input = match field.format {
                    Some(Format::Email) => "email",
                    Some(Format::Link) => "url",
                    _ => "text",
                };
                view! { <TextField label name value kind=input help required problem /> }.into_any()
            }
        },
    }
}

/// Which answers are taken, in the words that refuse others.
fn limits(field: &Field) -> Option<String> {
    let (least, most) = match field.kind {
        FieldKind::ShortText | FieldKind::LongText => ("too_short", "too_long"),
        FieldKind::Number => ("too_small", "too_large"),
        FieldKind::MultiSelect => ("too_few", "too_many"),
        FieldKind::File => ("too_few_files", "too_many_files"),
        FieldKind::Date => ("too_early", "too_late"),
        _ => return None,
    };
    let count = |it: Option<i64>| it.map(intl::signed);
    let day = |it: &Option<String>| it.as_deref().map(intl::calendar_day);
    let (from, to) = match field.kind {
        FieldKind::Date => (day(&field.earliest), day(&field.latest)),
        _ => (count(field.min), count(field.max)),
    };
    let whole = field.whole.then(|| messages::field_problem("not_whole", ""));
    let said = |code: &'static str| move |limit: String| messages::field_problem(code, &limit);
    let all = [whole, from.map(said(least)), to.map(said(most))];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" · "))
}
