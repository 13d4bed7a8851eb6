//! From catalogues in [Fluent's format](https://projectfluent.org/fluent/guide/) to lines that need no parser.
//!
//! A line is a text in which `U+0001` stands for the first variable, `U+0002` for the second, and so on. One that depends on a variable
//! begins with `U+001F` and that variable's character; then follow its variants, each behind a `U+001F`: what selects it (a number, one of
//! [CLDR's plural categories](https://cldr.unicode.org/index/cldr-spec/plural-rules), or a word), a `U+001E`, and its text. The last
//! variant's selector is empty: it fits always.
//!
//! Of Fluent are understood: texts, `{ $variable }`, `{ "literal" }`, `NUMBER($variable)` and one selection a message. All else is refused.

use std::fmt::Write as _;

use anyhow::{Result, anyhow, bail, ensure};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;

pub const SELECT: char = '\u{1f}';
pub const IS: char = '\u{1e}';
/// What variables and plurals there may be.
const MOST: usize = 8;
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A message of the catalogue in which all others are written.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// As in the catalogue: `new-ticket`.
    pub id: String,
    pub variables: Vec<Variable>,
    /// Stands below a group comment that begins with "Later": a first visit can do without.
    pub later: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    /// It is counted by: a plural is selected with it, or it is written as `NUMBER($it)`.
    pub number: bool,
}

type Body = Pattern<String>;

/// A catalogue of one language.
pub struct Catalogue(Vec<(String, Body, bool)>);

impl Catalogue {
    /// # Errors
    ///
    /// With the first thing that is no Fluent, or more of it than is understood here.
    pub fn parse(text: &str) -> Result<Self> {
        let resource = parser::parse(text.to_owned())
            .map_err(|(_, errors)| anyhow!("{:?}", errors.first().map(ToString::to_string)))?;
        let mut messages: Vec<(String, Body, bool)> = Vec::new();
        let mut later = false;
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let id = message.id.name;
                    ensure!(message.attributes.is_empty(), "{id}: attributes are not understood");
                    ensure!(messages.iter().all(|(it, ..)| *it != id), "{id} is there twice");
                    let value = message.value.ok_or_else(|| anyhow!("{id} says nothing"))?;
                    messages.push((id, value, later));
                }
                Entry::GroupComment(comment) => {
                    later = comment.content.first().is_some_and(|it| it.starts_with("Later"));
                }
                Entry::Comment(_) | Entry::ResourceComment(_) => {}
                Entry::Term(term) => bail!("-{}: terms are not understood", term.id.name),
                Entry::Junk { content } => bail!("not understood: {content}"),
            }
        }
        Ok(Self(messages))
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, ..)| id.as_str())
    }

    /// The messages in their order, and what each needs to be told.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::parse`].
    pub fn messages(&self) -> Result<Vec<Message>> {
        let message = |(id, body, later): &(String, Body, bool)| {
            let mut variables = Vec::new();
            seen(body, &mut variables).map_err(|error| anyhow!("{id}: {error}"))?;
            ensure!(variables.len() <= MOST, "{id} has more than {MOST} variables");
            let (id, later) = (id.clone(), *later);
            Ok(Message { id, variables, later })
        };
        self.0.iter().map(message).collect()
    }

    /// The line of a message; `None` where this catalogue has none. With `isolated`, variables stand between `U+2068` and `U+2069`, so that
    /// names in another direction do not turn the sentence around.
    ///
    /// # Errors
    ///
    /// When it names a variable that the message does not have.
    pub fn line(&self, message: &Message, isolated: bool) -> Result<Option<String>> {
        let Some((id, body, _)) = self.0.iter().find(|(id, ..)| *id == message.id) else {
            return Ok(None);
        };
        let writer = Writer { message, isolated };
        writer.line(body).map(Some).map_err(|error| anyhow!("{id}: {error}"))
    }

    /// What selects a message's variants, the default included.
    pub fn selectors(&self, id: &str) -> Vec<String> {
        let body = self.0.iter().find(|(it, ..)| it == id).map(|(_, body, _)| body);
        let keys = body
            .into_iter()
            .flat_map(|body| &body.elements)
            .filter_map(|element| match element {
                PatternElement::Placeable {
                    expression: Expression::Select { variants, .. },
                } => Some(variants.iter().map(|it| key(&it.key).to_owned())),
                _ => None,
            });
        keys.flatten().collect()
    }
}

struct Writer<'a> {
    message: &'a Message,
    isolated: bool,
}

impl Writer<'_> {
    fn line(&self, body: &Body) -> Result<String> {
        let selection = body.elements.iter().position(|element| {
            matches!(
                element,
                PatternElement::Placeable {
                    expression: Expression::Select { .. }
                }
            )
        });
        let Some(at) = selection else {
            return self.text(&body.elements);
        };
        let (before, after) = (self.text(&body.elements[..at])?, self.text(&body.elements[at + 1..])?);
        let PatternElement::Placeable {
            expression: Expression::Select { selector, variants },
        } = &body.elements[at]
        else {
            bail!("no selection");
        };
        let mut line = format!("{SELECT}{}", self.place(named(selector)?.0)?);
        let mut sorted: Vec<_> = variants.iter().collect();
        sorted.sort_by_key(|it| it.default);
        for variant in sorted {
            let selector = if variant.default { "" } else { key(&variant.key) };
            let text = self.text(&variant.value.elements)?;
            write!(line, "{SELECT}{selector}{IS}{before}{text}{after}")?;
        }
        Ok(line)
    }

    fn text(&self, elements: &[PatternElement<String>]) -> Result<String> {
        let mut text = String::new();
        for element in elements {
            match element {
                PatternElement::TextElement { value } => text.push_str(value),
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::StringLiteral { value }),
                } => fluent_syntax::unicode::unescape_unicode(&mut text, value)?,
                PatternElement::Placeable {
                    expression: Expression::Inline(inline),
                } => {
                    let place = self.place(named(inline)?.0)?;
                    if self.isolated {
                        text.extend(['\u{2068}', place, '\u{2069}']);
                    } else {
                        text.push(place);
                    }
                }
                PatternElement::Placeable { .. } => bail!("more than one selection"),
            }
        }
        Ok(text)
    }

    fn place(&self, name: &str) -> Result<char> {
        let at = self.message.variables.iter().position(|it| it.name == name);
        let at = at.ok_or_else(|| anyhow!("there is no ${name}"))?;
        Ok(char::from(u8::try_from(at + 1)?))
    }
}

/// Notes the variables of a text in the order in which they come.
fn seen(body: &Body, variables: &mut Vec<Variable>) -> Result<()> {
    for element in &body.elements {
        match element {
            PatternElement::TextElement { .. }
            | PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { .. }),
            } => {}
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => note(named(inline)?, variables),
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => {
                let (name, number) = named(selector)?;
                let counts = variants.iter().any(|it| match &it.key {
                    VariantKey::NumberLiteral { .. } => true,
                    VariantKey::Identifier { name } => PLURALS.contains(&name.as_str()) && name != "other",
                });
                note((name, number || counts), variables);
                for variant in variants {
                    seen(&variant.value, variables)?;
                }
            }
        }
    }
    Ok(())
}

fn note((name, number): (&str, bool), variables: &mut Vec<Variable>) {
    match variables.iter_mut().find(|it| it.name == name) {
        Some(known) => known.number |= number,
        None => variables.push(Variable {
            name: name.to_owned(),
            number,
        }),
    }
}

/// A variable's name, and whether it is written as a number.
fn named(inline: &InlineExpression<String>) -> Result<(&str, bool)> {
    match inline {
        InlineExpression::VariableReference { id } => Ok((&id.name, false)),
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => match &arguments.positional[..]
        {
            [InlineExpression::VariableReference { id }] => Ok((&id.name, true)),
            _ => bail!("NUMBER takes a variable"),
        },
        _ => bail!("only variables, literals and NUMBER are understood"),
    }
}

fn key(key: &VariantKey<String>) -> &str {
    match key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}
