//! The lines of a form's outline, in order, and how one moves among them.

use portico_types::FieldError;
use portico_types::forms::{Condition, Field, Schema};
use portico_types::ids::{FieldId, SectionId};

/// A line of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Line {
    Section(SectionId),
    Field(FieldId),
}

impl Line {
    pub(super) fn id(self) -> String {
        match self {
            Self::Section(id) => id.to_string(),
            Self::Field(id) => id.to_string(),
        }
    }

    /// The line that an error is about (`fields.<id>.label`).
    pub(super) fn of(error: &FieldError) -> Option<Self> {
        let (kind, rest) = error.field.split_once('.')?;
        let id = rest.split('.').next()?;
        match kind {
            "fields" => id.parse().ok().map(Self::Field),
            "sections" => id.parse().ok().map(Self::Section),
            _ => None,
        }
    }

    pub(super) fn element(self) -> String {
        format!("line-{}", self.id())
    }
}

/// Sections and fields, as they follow each other.
pub(super) fn lines(schema: &Schema) -> Vec<Line> {
    let of = |section: Option<SectionId>| {
        let fields = schema.fields.iter().filter(move |it| it.section == section);
        fields.map(|it| Line::Field(it.id))
    };
    let mut lines: Vec<Line> = of(None).collect();
    for section in &schema.sections {
        lines.push(Line::Section(section.id));
        lines.extend(of(Some(section.id)));
    }
    lines
}

/// Moves a line one up or down; a field goes from section to section, a section takes its fields along. Whether it could.
pub(super) fn step(schema: &mut Schema, line: Line, up: bool) -> bool {
    match line {
        Line::Section(id) => {
            let Some(at) = schema.sections.iter().position(|it| it.id == id) else {
                return false;
            };
            let to = if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|it| *it < schema.sections.len())
            };
            let Some(to) = to else { return false };
            schema.sections.swap(at, to);
            schema.arrange();
            true
        }
        Line::Field(_) => {
            let all = lines(schema);
            let Some(at) = all.iter().position(|it| *it == line) else {
                return false;
            };
            let to = if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|it| *it < all.len())
            };
            to.is_some_and(|to| place(schema, line, to))
        }
    }
}

/// Puts a field where another line stands now.
pub(super) fn place(schema: &mut Schema, line: Line, to: usize) -> bool {
    let Line::Field(_) = line else { return false };
    let mut all = lines(schema);
    let Some(at) = all.iter().position(|it| *it == line) else {
        return false;
    };
    if at == to || to >= all.len() {
        return false;
    }
    let moved = all.remove(at);
    all.insert(to, moved);
    let mut fields = Vec::with_capacity(schema.fields.len());
    let mut section = None;
    for line in all {
        match line {
            Line::Section(id) => section = Some(id),
            Line::Field(id) => {
                if let Some(mut field) = schema.field(id).cloned() {
                    field.section = section;
                    fields.push(field);
                }
            }
        }
    }
    schema.fields = fields;
    true
}

/// All conditions of a field.
pub(super) fn conditions(field: &Field) -> impl Iterator<Item = &Condition> {
    let narrow = field.narrow.iter().map(|it| &it.when);
    field.show_when.iter().chain(&field.require_when).chain(narrow)
}

/// What has conditions that look at a field, by name.
pub(super) fn lookers(schema: &Schema, line: Line) -> Vec<String> {
    let Line::Field(id) = line else { return Vec::new() };
    let looks = |it: &Condition| it.tests().iter().any(|test| test.field == id);
    let sections = schema.sections.iter().filter(|it| it.show_when.iter().any(looks));
    let fields = schema.fields.iter().filter(|it| conditions(it).any(looks));
    let named = sections.map(|it| &it.title).chain(fields.map(|it| &it.label));
    named.cloned().collect()
}

/// Takes a line away. What stood in a section stands in none then.
pub(super) fn remove(schema: &mut Schema, line: Line) {
    match line {
        Line::Field(id) => schema.fields.retain(|it| it.id != id),
        Line::Section(id) => {
            schema.sections.retain(|it| it.id != id);
            for field in &mut schema.fields {
                if field.section == Some(id) {
                    field.section = None;
                }
            }
            schema.arrange();
        }
    }
}

/// Puts another field like it below a field.
pub(super) fn duplicate(schema: &mut Schema, id: FieldId, new: FieldId) {
    let Some(at) = schema.fields.iter().position(|it| it.id == id) else {
        return;
    };
    let copy = Field {
        id: new,
        ..schema.fields[at].clone()
    };
    schema.fields.insert(at + 1, copy);
}

#[cfg(test)]
mod tests {
    use portico_types::forms::{Field, FieldKind, Schema, Section};
    use portico_types::ids::{FieldId, SectionId};
    use uuid::Uuid;

    use super::{Line, lines, place, step};

    fn field(n: u128, section: Option<u128>) -> Field {
        let mut field = Field::new(FieldId(Uuid::from_u128(n)), FieldKind::ShortText, "");
        field.section = section.map(|it| SectionId(Uuid::from_u128(it)));
        field
    }

    fn form() -> Schema {
        let section = |n: u128| Section {
            id: SectionId(Uuid::from_u128(n)),
            title: String::new(),
            help: String::new(),
            show_when: None,
        };
        Schema {
            sections: vec![section(100), section(200)],
            fields: vec![
                field(1, None),
                field(2, Some(100)),
                field(3, Some(200)),
                field(4, Some(200)),
            ],
        }
    }

    /// Numbers of the lines, as they follow each other.
    fn order(schema: &Schema) -> Vec<u128> {
        let number = |line: Line| match line {
            Line::Field(id) => id.0.as_u128(),
            Line::Section(id) => id.0.as_u128(),
        };
        lines(schema).into_iter().map(number).collect()
    }

    fn line(n: u128) -> Line {
        if n < 100 {
            Line::Field(FieldId(Uuid::from_u128(n)))
        } else {
            Line::Section(SectionId(Uuid::from_u128(n)))
        }
    }

    #[test]
    fn a_field_goes_from_section_to_section() {
        let mut schema = form();
        assert_eq!(order(&schema), [1, 100, 2, 200, 3, 4]);
        assert!(step(&mut schema, line(3), true));
        assert_eq!(order(&schema), [1, 100, 2, 3, 200, 4]);
        assert_eq!(schema.fields[2].section, Some(SectionId(Uuid::from_u128(100))));
        for _ in 0..3 {
            assert!(step(&mut schema, line(3), true));
        }
        assert_eq!(order(&schema), [3, 1, 100, 2, 200, 4]);
        assert!(!step(&mut schema, line(3), true), "the top is the top");
        assert!(!step(&mut schema, line(4), false), "the end is the end");
    }

    #[test]
    fn a_section_takes_its_fields_along() {
        let mut schema = form();
        assert!(step(&mut schema, line(200), true));
        assert_eq!(order(&schema), [1, 200, 3, 4, 100, 2]);
        assert!(!step(&mut schema, line(200), true));
    }

    #[test]
    fn a_field_is_dropped_where_another_line_stands() {
        let mut schema = form();
        assert!(place(&mut schema, line(1), 5));
        assert_eq!(order(&schema), [100, 2, 200, 3, 4, 1]);
        assert!(!place(&mut schema, line(1), 5));
        assert!(!place(&mut schema, line(100), 0), "sections are not dragged");
    }
}
